// Attention in which no token sees a later one, by blocks of queries: each block meets the keys up to its own end, so
// what the mask would hide beyond that is never computed. With two blocks a quarter of the work falls away, with four
// three eighths.
//   q [B, K, G, S, H]   k, v [B, K, S, H]   -> out [B, K, G, S, H]
import { extentOf } from '../shapes.ts';
import { at, type Graph, type Value } from '../value.ts';
import { attention } from './attention.ts';
import { chunkCounts } from './chunks.ts';
import { reshape } from './reshape.ts';
import { join, split } from './split.ts';

/** Rows up to this length are one block: at 256 tokens two blocks of 128 were no faster than one. */
const longestWhole = 384;
/** At 512 tokens 128 queries a block were no faster. */
const blockTokens = 256;

/** Keys that a query meets, on average over a row of so many tokens. */
export function meanKeys(tokens: number): number {
  let end = 0;
  let products = 0;
  for (const count of blockCounts(tokens, longestWhole, blockTokens)) {
    end += count;
    products += count * end;
  }
  return products / tokens;
}

function blockCounts(tokens: number, longest: number, block: number): number[] {
  return chunkCounts(tokens, tokens <= longest ? tokens : block);
}

/** A mask [B, 1, S, S] cut for the blocks: [B, 1, block, keys up to the block's end] each. Shared by all layers. */
export function splitMask(graph: Graph, mask: Value, longest = longestWhole, block = blockTokens): Value[] {
  const counts = blockCounts(extentOf(mask.shape, 2), longest, block);
  return split(graph, mask, 2, counts).map((band, place) => {
    return join(graph, split(graph, band, 3, counts).slice(0, place + 1), 3);
  });
}

export function causalAttention(
  graph: Graph,
  q: Value,
  k: Value,
  v: Value,
  masks: readonly Value[],
  scaledBy?: number,
): Value {
  const [rows = 0, heads = 0, group = 0, , width = 0] = q.shape;
  const counts = masks.map((mask) => extentOf(mask.shape, 2));
  const keys = split(graph, k, 2, counts);
  const values = split(graph, v, 2, counts);
  const blocks = split(graph, q, 3, counts).map((queries, block) => {
    const out = attention(
      graph,
      reshape(graph, queries, [rows, heads, group * at(counts, block), width]),
      join(graph, keys.slice(0, block + 1), 2),
      join(graph, values.slice(0, block + 1), 2),
      at(masks, block),
      scaledBy,
    );
    return reshape(graph, out, queries.shape);
  });
  return join(graph, blocks, 3);
}
