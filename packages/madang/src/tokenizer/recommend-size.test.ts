import { expect, test } from 'vitest';
import type { FertilityRow } from './contract.ts';
import { recommendSize } from './recommend-size.ts';

const row = (newTokens: number, tokensPerByte: number, lastMergeCount: number, usedShare: number): FertilityRow => ({
  newTokens,
  tokensPerByte,
  tokensPerWord: 10 * tokensPerByte,
  tokensPerCharacter: 3 * tokensPerByte,
  speed: 0.846 / tokensPerByte,
  lastMergeCount,
  usedShare,
  rows: newTokens,
  parameters: newTokens * 576,
});
/** The pilot's table on 9.8 MB of Korean. */
const rows = [
  row(0, 0.846, 0, 0),
  row(500, 0.389, 2013, 0.97),
  row(1000, 0.332, 772, 0.95),
  row(2000, 0.29, 271, 0.89),
  row(4000, 0.258, 102, 0.8),
  row(8000, 0.23, 39, 0.65),
  row(16_000, 0.208, 15, 0.48),
];
const budget = { trainBytes: 9_800_000, modelParameters: 134_515_008 };

test.each([
  ['an unknown budget', undefined, 0, 'budget-unknown'],
  ['minutes: 350,000 tokens', 350_000, 0, 'budget-small'],
  ['20 MB read', 17_000_000, 4000, 'pays'],
  ['a gigabyte read: held-out text still uses too little of 8,000', 1_000_000_000, 4000, 'pays'],
])('%s', (_, trainedTokens, recommended, reason) => {
  const { recommendedNewTokens, recommendation } = recommendSize(rows, { trainedTokens, ...budget });
  expect([recommendedNewTokens, recommendation.reason]).toEqual([recommended, reason]);
});

test('rows that would be more than a tenth of a small model are refused', () => {
  const small = { ...budget, trainedTokens: 17_000_000, modelParameters: 12_000_000 };
  expect(recommendSize(rows, small).recommendedNewTokens).toBe(2000);
});

test('never between 1 and 2,000', () => {
  const few = recommendSize(rows.slice(0, 3), { ...budget, trainedTokens: 17_000_000 });
  expect([few.recommendedNewTokens, few.recommendation.reason]).toEqual([0, 'none-qualifies']);
});
