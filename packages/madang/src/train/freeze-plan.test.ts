import { describe, expect, test } from 'vitest';
import { tinyConfig } from '../model/tiny-model.fixture.ts';
import { trainSettingsSchema } from './contract.ts';
import { freezePlan, probeStep } from './freeze-plan.ts';
import { plan } from './plan.fixture.ts';
import { streamRows } from './row-stream.ts';
import { rowShares, type TrainingData } from './training-data.ts';

const row = [{ inputs: [1], targets: [2], weights: [1] }];
const stream = (rows: number) => streamRows(Array(rows).fill(row), 1);
const data: TrainingData = { target: stream(120), sourceReplay: stream(5), chat: stream(5), targetTokens: 30_000 };
const probe = { secondsAStep: 0.5, tokensAStep: 200 };
const settings = trainSettingsSchema.parse({ rows: 8 });
const stepsOf = (budget: (typeof plan)['budget'], of = data, given = settings) =>
  freezePlan({ ...plan, settings: given, budget }, tinyConfig, of, probe).steps;

describe('freezePlan', () => {
  test('turns each budget into steps', () => {
    expect(stepsOf({ maxTokens: 10_000 })).toBe(50);
    // 6 % of the time is for looks and checkpoints
    expect(stepsOf({ maxSeconds: 100 })).toBe(188);
    // a step reads 6 of the 120 target rows
    expect(stepsOf({ maxEpochs: 2.5 })).toBe(50);
    expect(stepsOf({ maxEpochs: 1 }, { ...data, chat: undefined, sourceReplay: undefined })).toBe(15);
    expect(stepsOf({ maxEpochs: 1 }, data, { ...settings, accumulate: 2 })).toBe(10);
  });

  test('takes the smallest of several, one pass without any, and never less than a step', () => {
    expect(stepsOf({ maxTokens: 10_000, maxSeconds: 10, maxEpochs: 9 })).toBe(19);
    expect(stepsOf({})).toBe(20);
    expect(stepsOf({ maxTokens: 1 })).toBe(1);
  });

  test('says before the first step what the run will need', () => {
    const frozen = freezePlan({ ...plan, budget: { maxTokens: 10_000 } }, tinyConfig, data, probe);
    expect(frozen.forecast).toMatchObject({ steps: 50, trainedTokens: 10_000 });
    expect(frozen.forecast.seconds).toBeCloseTo(25 / 0.94, 6);
    expect(frozen.forecast.memoryBytes).toBeGreaterThan(1e6);
    expect(frozen.forecast.diskBytes).toBeGreaterThan(1e5);
  });
});

test('the probe throws two steps away and takes the median of three', async () => {
  const waits = [120, 100, 1, 60, 15];
  const asked: number[] = [];
  const found = await probeStep(async (step) => {
    asked.push(step);
    await new Promise((resolve) => setTimeout(resolve, waits[step]));
    return { learnedTokens: step < 2 ? 1e6 : 10 * step };
  });
  expect(asked).toEqual([0, 1, 2, 3, 4]);
  expect(found.tokensAStep).toBe(30);
  expect(found.secondsAStep).toBeGreaterThan(0.012);
  expect(found.secondsAStep).toBeLessThan(0.05);
});

describe('rowShares', () => {
  test('a kind without text gives its rows to the target', () => {
    expect(rowShares(data, settings)).toEqual({ target: 6, source: 1, chat: 1 });
    expect(rowShares({ chat: undefined, sourceReplay: undefined }, settings)).toEqual({
      target: 8,
      source: 0,
      chat: 0,
    });
  });

  test('the target keeps a row in the smallest batches', () => {
    const shares = (rows: number) => rowShares(data, { ...settings, rows });
    expect([shares(1), shares(2), shares(3)]).toEqual([
      { target: 1, source: 0, chat: 0 },
      { target: 1, source: 0, chat: 1 },
      { target: 1, source: 1, chat: 1 },
    ]);
  });
});
