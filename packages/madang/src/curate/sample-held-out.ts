// The held-out text that is measured: at most so many bytes, whole documents, in the order of a hash of their ids, so
// that every source comes in by its weight and the same texts are chosen on every machine. A document that does not fit
// any more is passed over, never cut.
import { compareUtf8, hashText } from '../kernel/hash.ts';

export interface HeldOutSample<Item> {
  readonly documents: Item[];
  readonly bytes: number;
  /** Over the chosen ids, in order: two measurements with one hash were made on one text. */
  readonly hash: string;
}

export function sampleHeldOut<Item extends { readonly id: string; readonly text: string }>(
  documents: readonly Item[],
  maximumBytes: number,
): HeldOutSample<Item> {
  const ordered = documents
    .map((document) => ({ document, order: hashText(`${document.id}held-out`) }))
    .sort((a, b) => compareUtf8(a.order, b.order));
  const chosen: Item[] = [];
  let bytes = 0;
  for (const { document } of ordered) {
    const sizeBytes = Buffer.byteLength(document.text);
    if (bytes + sizeBytes > maximumBytes) continue;
    chosen.push(document);
    bytes += sizeBytes;
  }
  return { documents: chosen, bytes, hash: hashText(chosen.map(({ id }) => `${id}\n`).join('')) };
}
