// The texts of the experiment, all of them in this repository: English help texts that Madang ships, and the Korean of
// examples/korean. What is measured on is never trained on, by document.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const english = 'packages/madang/assets/en';
const korean = 'examples/korean/texts';

export interface ExperimentTexts {
  readonly english: { readonly train: readonly string[]; readonly heldOut: readonly string[] };
  readonly korean: { readonly train: readonly string[]; readonly heldOut: readonly string[] };
}

/** `trainBytes` of Korean, taken in turn from every source; every twentieth document is held out. */
export async function readTexts(trainBytes: number, heldOutBytes: number): Promise<ExperimentTexts> {
  const sources = await Promise.all(
    ['wikinews', 'fairytales', 'react-docs', 'book-reviews'].map((name) => readLines(join(korean, `${name}.jsonl`))),
  );
  const longest = Math.max(...sources.map((documents) => documents.length));
  const inTurn = Array.from({ length: longest }, (_, place) => sources.flatMap((documents) => documents[place] ?? []));
  const documents = inTurn.flat();
  return {
    english: {
      train: await readLines(join(english, 'replay.jsonl')),
      heldOut: upTo(await readLines(join(english, 'held-out.jsonl')), heldOutBytes),
    },
    korean: {
      train: upTo(
        documents.filter((_, place) => place % 20 !== 0),
        trainBytes,
      ),
      heldOut: upTo(
        documents.filter((_, place) => place % 20 === 0),
        heldOutBytes,
      ),
    },
  };
}

async function readLines(path: string): Promise<string[]> {
  const lines = (await readFile(join(root, path), 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => String(JSON.parse(line).text).normalize('NFC'));
}

function upTo(texts: readonly string[], bytes: number): string[] {
  let left = bytes;
  return texts.filter((text) => {
    left -= Buffer.byteLength(text);
    return left >= 0;
  });
}
