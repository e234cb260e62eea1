// How many new tokens a budget should take. Extension buys speed, rarely quality: with minutes of training none is
// better (SmolLM2-135M, Korean, 158,000 tokens: -22 % bits per byte without, -9 % with 4,000), and byte-level bases
// first get worse with 50 to 1,000. So: none below 10 MB of text read; above, the largest size from 2,000 on that
//   the text read still teaches (its last merge occurs 50 times), four fifths of which occur in held-out text, whose
//   rows are at most a tenth of the parameters, and whose last doubling saved at least 1 % of tokens.
import type { Fertility, FertilityRow } from './contract.ts';

/** Below this much text read, bytes, a graft without new tokens is the better one. */
export const worthwhileBytes = 10_000_000;
const smallestSize = 2000;
const fewestOccurrences = 50;
const smallestUsedShare = 0.8;
const largestParameterShare = 0.1;
const smallestGain = 0.01;

export interface Budget {
  /** Tokens that will be trained on, replay included. */
  readonly trainedTokens: number | undefined;
  readonly trainBytes: number;
  readonly modelParameters: number | undefined;
}

export function recommendSize(
  rows: readonly FertilityRow[],
  { trainedTokens, trainBytes, modelParameters }: Budget,
): Pick<Fertility, 'recommendedNewTokens' | 'recommendation'> {
  const [base] = rows;
  if (trainedTokens === undefined || !base) {
    return { recommendedNewTokens: 0, recommendation: { reason: 'budget-unknown', worthwhileBytes } };
  }
  const budgetBytes = Math.round(trainedTokens / base.tokensPerByte);
  if (budgetBytes < worthwhileBytes) {
    return { recommendedNewTokens: 0, recommendation: { reason: 'budget-small', budgetBytes, worthwhileBytes } };
  }
  const passes = budgetBytes / trainBytes;
  const qualifies = (row: FertilityRow, index: number): boolean =>
    row.newTokens >= smallestSize &&
    (row.lastMergeCount ?? 0) * passes >= fewestOccurrences &&
    (row.usedShare ?? 0) >= smallestUsedShare &&
    (row.parameters ?? 0) <= largestParameterShare * (modelParameters ?? Number.POSITIVE_INFINITY) &&
    row.tokensPerByte <= (1 - smallestGain) * (rows[index - 1]?.tokensPerByte ?? 0);
  const best = rows.findLast(qualifies);
  return {
    recommendedNewTokens: best?.newTokens ?? 0,
    recommendation: { reason: best ? 'pays' : 'none-qualifies', budgetBytes, worthwhileBytes },
  };
}
