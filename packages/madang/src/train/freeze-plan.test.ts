import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tinyConfig } from '../model/tiny-model.fixture.ts';
import { trainSettingsSchema } from './contract.ts';
import { freezePlan, probeStep } from './freeze-plan.ts';
import type { Piece } from './pack-rows.ts';
import { plan } from './plan.fixture.ts';
import { streamRows } from './row-stream.ts';
import { batchesOfStep, rowShares, type TrainingData } from './training-data.ts';

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
    expect(rowShares(data, settings)).toEqual({ target: 6, source: 1, chat: 1, distilledPlaces: 1 });
    const alone = rowShares({ chat: undefined, sourceReplay: undefined }, settings);
    expect(alone).toEqual({ target: 8, source: 0, chat: 0, distilledPlaces: 0 });
  });

  test('are the same in smaller micro-batches, where a place for chat may stay empty', () => {
    const halved = { ...settings, rows: 4, accumulate: 2 };
    expect(rowShares(data, halved)).toEqual({ target: 5, source: 1, chat: 1, distilledPlaces: 1 });
  });

  test('chat that is learned like text needs no places of its own', () => {
    const halved = { ...settings, rows: 4, accumulate: 2, chatLoss: 'cross-entropy' as const };
    expect(rowShares(data, halved)).toEqual({ target: 6, source: 1, chat: 1, distilledPlaces: 0 });
  });

  test('the target keeps a row in the smallest batches', () => {
    const shares = (rows: number) =>
      rowShares(data, { ...settings, rows, chatReplayShare: 0.5, sourceReplayShare: 0.5 });
    expect([shares(1), shares(2), shares(3)]).toEqual([
      { target: 1, source: 0, chat: 0, distilledPlaces: 0 },
      { target: 1, source: 0, chat: 1, distilledPlaces: 1 },
      { target: 1, source: 0, chat: 2, distilledPlaces: 2 },
    ]);
    expect(rowShares(data, { ...settings, rows: 3 })).toEqual({ target: 1, source: 1, chat: 1, distilledPlaces: 1 });
  });
});

describe('batchesOfStep', () => {
  test('go through the rows of each kind one after the other, however a step is cut', () => {
    const numbered = (count: number, kind: number) =>
      streamRows(
        Array.from({ length: count }, (_, n) => [numberedPiece(kind, n)]),
        kind,
      );
    const streams = { target: numbered(50, 1), sourceReplay: numbered(20, 2), chat: numbered(20, 3), targetTokens: 0 };
    const read = (rows: number, accumulate: number) => {
      const cut = { ...settings, rows, accumulate, chatReplayShare: 0.25, sourceReplayShare: 0.25 };
      const seen = [0, 1, 2].flatMap((step) => batchesOfStep(streams, cut, step));
      for (const batch of seen) expect(batch.rows.length).toBe(rows);
      const laid = seen.flatMap((batch) => batch.rows.flat());
      return [1, 2, 3].map((kind) => laid.filter(({ inputs }) => inputs[0] === kind).map(({ inputs }) => inputs[1]));
    };
    expect(read(4, 2)).toEqual(read(8, 1));
    expect(read(4, 2).map((rows) => rows.length)).toEqual([12, 6, 6]);
  });

  test('hold every row of a kind once, whatever the shares', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const size = fc.integer({ min: 1, max: 7 });
    const chatLoss = fc.constantFrom('distill' as const, 'cross-entropy' as const);
    const numbered = (kind: number) =>
      streamRows(
        Array.from({ length: 60 }, (_, n) => [numberedPiece(kind, n)]),
        1,
      );
    const streams = { target: numbered(1), sourceReplay: numbered(2), chat: numbered(3), targetTokens: 0 };
    fc.assert(
      fc.property(size, size, share, share, chatLoss, (rows, accumulate, sourceReplayShare, chatReplayShare, loss) => {
        const cut = { ...settings, rows, accumulate, sourceReplayShare, chatReplayShare, chatLoss: loss };
        const shares = rowShares(streams, cut);
        const batches = batchesOfStep(streams, cut, 0);
        const kinds = batches.flatMap((batch) => batch.rows.map((row) => row[0]?.inputs[0]));
        expect(batches.map((batch) => batch.rows.length)).toEqual(Array(accumulate).fill(rows));
        const held = [1, 2, 3].map((kind) => kinds.filter((found) => found === kind).length);
        expect(held).toEqual([shares.target, shares.source, shares.chat]);
      }),
    );
  });
});

function numberedPiece(kind: number, number: number): Piece {
  return { inputs: [kind, number], targets: [kind, number], weights: [1, 1] };
}
