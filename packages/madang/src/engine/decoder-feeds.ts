// What the decoder graph takes besides weights: looked-up embeddings, positions and the attention mask of packed
// rows. A token attends to earlier tokens of its own passage only.

/** Added to a score that must not count; large, but far from float32's and bfloat16's limits when summed. */
const maskedScore = -1e9;

/** Writes the embedding rows of `ids` into `embedded` [T, D]; tokens without an id (padding) become zero. */
export function embedTokens(
  embedded: Float32Array,
  embedding: Float32Array,
  width: number,
  ids: ArrayLike<number>,
): void {
  for (let token = 0; token * width < embedded.length; token++) {
    const id = ids[token];
    if (id === undefined || id < 0) embedded.fill(0, token * width, (token + 1) * width);
    else embedded.set(embedding.subarray(id * width, (id + 1) * width), token * width);
  }
}

/**
 * Fills `positions` [B, S] and `mask` [B, 1, S, S] from passage numbers [B, S]: equal neighbours are one passage,
 * positions count from 0 inside it. A negative number is padding, which attends to itself alone.
 */
export function layPassages(
  positions: BigInt64Array,
  mask: Float32Array,
  passages: ArrayLike<number>,
  rowTokens: number,
): void {
  mask.fill(maskedScore);
  for (let token = 0; token < positions.length; token++) {
    const column = token % rowTokens;
    const passage = passages[token] ?? -1;
    const continues = column > 0 && passage >= 0 && passages[token - 1] === passage;
    const position = continues ? Number(positions[token - 1]) + 1 : 0;
    positions[token] = BigInt(position);
    mask.fill(0, token * rowTokens + column - position, token * rowTokens + column + 1);
  }
}

/** Tokens that are read together, and what is to be predicted at each. */
export interface Passage {
  readonly inputs: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
}

/** Passages side by side; what is left of the row is padding. */
export type PackedRow = readonly Passage[];

/** Each passage with the token of the batch at which it begins. */
export function* placePassages<P extends Passage>(
  rows: readonly (readonly P[])[],
  rowTokens: number,
): Generator<{ passage: P; start: number }> {
  for (const [index, row] of rows.entries()) {
    let start = index * rowTokens;
    for (const passage of row) {
      yield { passage, start };
      start += passage.inputs.length;
    }
  }
}

/** The decoder's own input arrays at one shape, and what fills them; rows that are not given are padding. */
export function decoderFeeds(width: number, rows: number, rowTokens: number) {
  const tokens = rows * rowTokens;
  const arrays = {
    embedded: new Float32Array(tokens * width),
    positions: new BigInt64Array(tokens),
    mask: new Float32Array(tokens * rowTokens),
  };
  return {
    arrays,
    lay(embedding: Float32Array, packed: readonly PackedRow[]): void {
      const ids = new Int32Array(tokens).fill(-1);
      const passages = new Int32Array(tokens).fill(-1);
      let number = 0;
      for (const { passage, start } of placePassages(packed, rowTokens)) {
        ids.set(passage.inputs, start);
        passages.fill(number, start, start + passage.inputs.length);
        number += 1;
      }
      embedTokens(arrays.embedded, embedding, width, ids);
      layPassages(arrays.positions, arrays.mask, passages, rowTokens);
    },
  };
}
