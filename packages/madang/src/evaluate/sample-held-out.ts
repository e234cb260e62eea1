// Which held-out documents are measured when there are more than time allows: in the order of a hash of their id, up
// to a number of bytes, so that every graft on the same corpus measures the same ones and the choice favours nothing.
import { compareUtf8, hashText } from '../kernel/hash.ts';

export interface MeasuredDocument {
  readonly id: string;
  /** Passages of one text share it and are resampled together. */
  readonly parent: string;
  readonly text: string;
}

/** 48 kB a side: about 17,000 windowed tokens of Korean and minutes, not hours, on two cores. */
export const defaultSampleBytes = 48_000;

export function sampleHeldOut<Document extends MeasuredDocument>(
  documents: readonly Document[],
  maximumBytes = defaultSampleBytes,
): Document[] {
  const ordered = documents
    .map((document) => ({ document, key: hashText(`sample ${document.id}`) }))
    .sort((a, b) => compareUtf8(a.key, b.key));
  const sample: Document[] = [];
  let bytes = 0;
  for (const { document } of ordered) {
    bytes += Buffer.byteLength(document.text.normalize('NFC'), 'utf8');
    if (bytes > maximumBytes && sample.length > 0) break;
    sample.push(document);
  }
  return sample;
}

/** One hash over the NFC texts, in any order. */
export function hashTexts(texts: readonly string[]): string {
  const hashes = texts.map((text) => hashText(text.normalize('NFC')));
  return hashText(hashes.sort(compareUtf8).join('\n'));
}
