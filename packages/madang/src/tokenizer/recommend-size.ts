// How many new tokens a budget should take. Extension buys speed, rarely quality, and a graft that cannot learn its new
// tokens reads worse; byte-level bases first get worse with 50 to 1,000. So: none below the break-even of
// `forecast-arms.ts`; above, the largest size from 2,000 on that
//   the text read still teaches (its last merge occurs 50 times), four fifths of which occur in held-out text, whose
//   rows are at most a tenth of the parameters, and whose last doubling saved at least 1 % of tokens.
import type { Fertility, FertilityRow } from './contract.ts';
import { forecastArms } from './forecast-arms.ts';

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
    return { recommendedNewTokens: 0, recommendation: { reason: 'budget-unknown' } };
  }
  const forecast = { trainedTokens, ...forecastArms(trainedTokens) };
  if (trainedTokens < forecast.breakEvenTokens) {
    return { recommendedNewTokens: 0, recommendation: { reason: 'budget-small', forecast } };
  }
  const passes = (row: FertilityRow) => trainedTokens / row.tokensPerByte / trainBytes;
  const qualifies = (row: FertilityRow, index: number): boolean =>
    row.newTokens >= smallestSize &&
    (row.lastMergeCount ?? 0) * passes(row) >= fewestOccurrences &&
    (row.usedShare ?? 0) >= smallestUsedShare &&
    (row.parameters ?? 0) <= largestParameterShare * (modelParameters ?? Number.POSITIVE_INFINITY) &&
    row.tokensPerByte <= (1 - smallestGain) * (rows[index - 1]?.tokensPerByte ?? 0);
  const best = rows.findLast(qualifies);
  return {
    recommendedNewTokens: best?.newTokens ?? 0,
    recommendation: { reason: best ? 'pays' : 'none-qualifies', forecast },
  };
}
