// Cuts a piece further with appended merges, in their order, without building a tokenizer. Because no appended merge
// makes a token that exists (find-candidates.ts), every pair with a new token has a later merge than the token's own:
// merges run in rising order, and the cut with the first N merges is the prefix of the steps with rank below N.
import { type Merge, pairKey } from './find-candidates.ts';

export interface MergeSteps {
  /** Ranks of the merges that ran, rising. */
  readonly ran: readonly number[];
  /** Each new token that came about, with the rank of the merge that used it up; Infinity: it stayed. */
  readonly lives: readonly { readonly rank: number; readonly usedUpBy: number }[];
  /** The final ids. */
  readonly ids: readonly number[];
}

export type ApplyMerges = (ids: readonly number[], limit?: number) => MergeSteps;

export function mergesApplier(merges: readonly Merge[], firstNewId: number): ApplyMerges {
  const ranks = new Map(merges.map(({ left, right }, rank) => [pairKey(left, right), rank]));
  return (original, limit = merges.length) => {
    const ids = [...original];
    const ran: number[] = [];
    const lives: { rank: number; usedUpBy: number }[] = [];
    const useUp = (id: number | undefined, usedUpBy: number): void => {
      if (id !== undefined && id >= firstNewId) lives.push({ rank: id - firstNewId, usedUpBy });
    };
    for (;;) {
      let best = limit;
      let bestPlace = -1;
      for (let place = 1; place < ids.length; place++) {
        const rank = ranks.get(pairKey(ids[place - 1] ?? 0, ids[place] ?? 0));
        if (rank !== undefined && rank < best) {
          best = rank;
          bestPlace = place - 1;
        }
      }
      if (bestPlace < 0) break;
      useUp(ids[bestPlace], best);
      useUp(ids[bestPlace + 1], best);
      ids.splice(bestPlace, 2, firstNewId + best);
      ran.push(best);
    }
    for (const id of ids) useUp(id, Number.POSITIVE_INFINITY);
    return { ran, lives, ids };
  };
}
