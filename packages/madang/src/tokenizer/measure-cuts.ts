// Tokens of a text with the first N merges, for several N in one pass over its pieces: `mergesApplier` tells which
// merges ran, and each takes one token away for every N above its rank.
import type { MergeSteps } from './apply-merges.ts';
import { type CutPiece, countTokens } from './segment-pieces.ts';

export interface Cuts {
  /** Tokens with `sizes[index]` merges. */
  readonly tokens: readonly number[];
  /** How many of the first N new tokens occur in the text so cut. */
  readonly used: readonly number[];
}

export function measureCuts(
  pieces: readonly CutPiece[],
  apply: (ids: readonly number[]) => MergeSteps,
  sizes: readonly number[],
): Cuts {
  const savedByRank: number[] = [];
  const used = sizes.map(() => new Set<number>());
  for (const { ids, count } of pieces) {
    const { ran, lives } = apply(ids);
    for (const rank of ran) savedByRank[rank] = (savedByRank[rank] ?? 0) + count;
    for (const { rank, usedUpBy } of lives) {
      for (const [index, size] of sizes.entries()) if (rank < size && size <= usedUpBy) used[index]?.add(rank);
    }
  }
  const base = countTokens(pieces);
  return {
    tokens: sizes.map((size) => base - savedByRank.slice(0, size).reduce((sum, saved) => sum + (saved ?? 0), 0)),
    used: used.map((ranks) => ranks.size),
  };
}
