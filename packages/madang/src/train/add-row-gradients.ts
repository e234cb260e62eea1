// The gradient of rows that were looked up, from that of the embeddings [T, D] in their places: a row that stands in several
// places has the sum of theirs.
import { type PackedRow, placePassages } from '../engine/decoder-feeds.ts';

/** Adds to `sum` [rows, D], whose first row is that of token `rowsFrom`; `isTrained` says of which tokens. */
export function addRowGradients(
  sum: Float32Array,
  rowsFrom: number,
  embeddedGradient_TD: Float32Array,
  packed: readonly PackedRow[],
  { rowTokens, width }: { readonly rowTokens: number; readonly width: number },
  isTrained: (id: number) => boolean = (id) => id >= rowsFrom,
): void {
  for (const { passage, start } of placePassages(packed, rowTokens)) {
    for (let place = 0; place < passage.inputs.length; place++) {
      const id = passage.inputs[place] as number;
      if (!isTrained(id)) continue;
      const row = sum.subarray((id - rowsFrom) * width, (id - rowsFrom + 1) * width);
      const from = (start + place) * width;
      for (let i = 0; i < width; i++) row[i] = (row[i] as number) + (embeddedGradient_TD[from + i] as number);
    }
  }
}
