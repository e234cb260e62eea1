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

/** The decoder's own input arrays at one shape, and what fills them from token ids and passage numbers. */
export function decoderFeeds(width: number, rows: number, rowTokens: number) {
  const tokens = rows * rowTokens;
  const arrays = {
    embedded: new Float32Array(tokens * width),
    positions: new BigInt64Array(tokens),
    mask: new Float32Array(tokens * rowTokens),
  };
  return {
    arrays,
    lay(embedding: Float32Array, ids: ArrayLike<number>, passages: ArrayLike<number>): void {
      embedTokens(arrays.embedded, embedding, width, ids);
      layPassages(arrays.positions, arrays.mask, passages, rowTokens);
    },
  };
}
