// The small held-out samples that the curve in the report is drawn from: the first documents by hash order, a few
// kilobytes a language, so that a look costs seconds.
import { readDocuments } from '../intake/read-documents.ts';
import { compareUtf8 } from '../kernel/hash.ts';
import type { Tokenizer } from '../tokenizer/encode.ts';

const sampleBytes = 4000;
const passageCharacters = 800;

export interface WatchedSample {
  readonly passages: readonly (readonly number[])[];
  readonly bytes: number;
}

export async function readWatchedSample(path: string, tokenizer: Tokenizer): Promise<WatchedSample> {
  const documents = (await readDocuments(path)).sort((a, b) => compareUtf8(a.id, b.id));
  const texts: string[] = [];
  let bytes = 0;
  for (const document of documents) {
    if (bytes >= sampleBytes) break;
    const text = [...document.text].slice(0, passageCharacters).join('');
    texts.push(text);
    bytes += Buffer.byteLength(text);
  }
  return { passages: await tokenizer.encodeAll(texts), bytes };
}
