// What of the held-out texts is measured when there is more than time allows: excerpts, so that a number of bytes
// spreads over many texts and its interval over many clusters. An excerpt is the beginning of a passage, cut where
// intake cuts passages. They are taken in the order of a hash of the passages' ids, one of each text, then a second of
// each, and so on; so every graft on the same corpus measures the same ones and the choice favours nothing.
import { cutPassages } from '../intake/cut-passages.ts';
import { compareUtf8, hashText } from '../kernel/hash.ts';

export interface MeasuredDocument {
  /** SHA-256 of the NFC text. */
  readonly id: string;
  /** Passages of one text share it and are resampled together. */
  readonly parent: string;
  readonly text: string;
}

/** 48 kB a side: about 17,000 windowed tokens of Korean and minutes, not hours, on two cores. */
export const defaultSampleBytes = 48_000;

/** 400 characters of Hangul: some 40 texts in 48 kB, each still long enough to be foreseen from its own beginning. */
export const excerptBytes = 1200;

export function sampleHeldOut(
  documents: readonly MeasuredDocument[],
  maximumBytes = defaultSampleBytes,
): MeasuredDocument[] {
  const sample = new Map<string, MeasuredDocument>();
  let bytes = 0;
  for (const { parent, text } of inTurns(documents)) {
    const [excerpt = ''] = cutPassages(text.normalize('NFC'), excerptBytes, excerptBytes);
    const id = hashText(excerpt);
    if (excerpt === '' || sample.has(id)) continue;
    bytes += Buffer.byteLength(excerpt, 'utf8');
    if (bytes > maximumBytes && sample.size > 0) break;
    sample.set(id, { id, parent, text: excerpt });
  }
  return [...sample.values()];
}

/** Every parent's first passage by hash, then every parent's second, and so on. */
function inTurns(documents: readonly MeasuredDocument[]): MeasuredDocument[] {
  const turns = new Map<string, number>();
  return documents
    .map((document) => ({ document, key: hashText(`sample ${document.id}`) }))
    .sort((a, b) => compareUtf8(a.key, b.key))
    .map(({ document }) => {
      const turn = turns.get(document.parent) ?? 0;
      turns.set(document.parent, turn + 1);
      return { document, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ document }) => document);
}

/** One hash over the NFC texts, in any order. */
export function hashTexts(texts: readonly string[]): string {
  const hashes = texts.map((text) => hashText(text.normalize('NFC')));
  return hashText(hashes.sort(compareUtf8).join('\n'));
}
