import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Executor } from '../engine/executor.ts';
import { openOnnxruntime } from '../engine/executors/onnxruntime.ts';
import type { Row } from './pack-rows.ts';
import {
  chatRows,
  openTinyTraining,
  pieceOf,
  relativeDistance,
  targetRows,
  tinyTrainSettings,
  trainingData,
} from './tiny-training.fixture.ts';

let executor: Executor;
beforeAll(async () => {
  executor = await openOnnxruntime({ precision: 'float32', threads: 1 });
});
afterAll(() => executor[Symbol.asyncDispose]());

describe('gradient accumulation', () => {
  test.each(['distill', 'cross-entropy'] as const)('equals the large batch (chat by %s)', async (chatLoss) => {
    const large = tinyTrainSettings({ rows: 4, accumulate: 1, chatReplayShare: 0.5, chatLoss });
    const small = tinyTrainSettings({ rows: 2, accumulate: 2, chatReplayShare: 0.5, chatLoss });
    await using whole = await openTinyTraining(executor, trainingData(targetRows, chatRows), large);
    await using summed = await openTinyTraining(executor, trainingData(targetRows, chatRows), small);
    for (const step of [0, 1, 2]) {
      const expected = await whole.session.computeGradients(step);
      const found = await summed.session.computeGradients(step);
      expect(found.learnedTokens).toBe(expected.learnedTokens);
      expect(found.loss).toBeCloseTo(expected.loss, 5);
      if (chatLoss === 'distill') expect(found.divergence).toBeCloseTo(expected.divergence ?? Number.NaN, 5);
      expect(relativeDistance(summed.gradients(), whole.gradients())).toBeLessThan(1e-5);
    }
  });
});

test('a place for chat that stays empty counts for nothing', async () => {
  const full = tinyTrainSettings({ rows: 3, accumulate: 1, chatReplayShare: 1 / 3 });
  const half = tinyTrainSettings({ rows: 2, accumulate: 2, chatReplayShare: 1 / 4 });
  await using expected = await openTinyTraining(executor, trainingData(targetRows, chatRows), full);
  await using found = await openTinyTraining(executor, trainingData(targetRows, chatRows), half);
  const [whole, halved] = [await expected.session.computeGradients(1), await found.session.computeGradients(1)];
  expect(halved.learnedTokens).toBe(whole.learnedTokens);
  expect(halved.loss).toBeCloseTo(whole.loss, 5);
  expect(halved.divergence).toBeCloseTo(whole.divergence ?? Number.NaN, 5);
  expect(relativeDistance(found.gradients(), expected.gradients())).toBeLessThan(1e-5);
});

describe('packed passages', () => {
  const settings = tinyTrainSettings({ rows: 2, rowTokens: 32 });

  test('are learned as if each were alone', async () => {
    const [a, b] = [pieceOf(1, 19), pieceOf(2, 13)];
    await using packed = await openTinyTraining(executor, trainingData([[a, b], []]), settings);
    await using alone = await openTinyTraining(executor, trainingData([[a], [b]]), settings);
    const found = await packed.session.computeGradients(0);
    const expected = await alone.session.computeGradients(0);
    expect([found.learnedTokens, expected.learnedTokens]).toEqual([32, 32]);
    expect(found.loss).toBeCloseTo(expected.loss, 5);
    expect(relativeDistance(packed.gradients(), alone.gradients())).toBeLessThan(1e-5);
  });

  test('do not see each other, and padding is not seen', async () => {
    const read = pieceOf(2, 13);
    const neighbour = (seed: number, length: number) => {
      const piece = pieceOf(seed, length);
      return { ...piece, weights: piece.weights.map(() => 0) };
    };
    const losses: number[] = [];
    for (const other of [neighbour(1, 19), neighbour(7, 19), neighbour(8, 5)]) {
      await using training = await openTinyTraining(executor, trainingData([[other, read], []]), settings);
      const { loss, learnedTokens } = await training.session.computeGradients(0);
      expect(learnedTokens).toBe(13);
      losses.push(loss);
    }
    for (const loss of losses) expect(loss).toBeCloseTo(losses[0] ?? Number.NaN, 5);
  });

  test('each see what stands before them in their own passage', async () => {
    const piece = pieceOf(2, 13);
    const loss = async (inputs: readonly number[]) => {
      const last = piece.weights.map((_, index) => (index === 12 ? 1 : 0));
      const row = [{ ...piece, inputs, weights: last }];
      await using training = await openTinyTraining(executor, trainingData([row, []]), settings);
      return (await training.session.computeGradients(0)).loss;
    };
    const changed = piece.inputs.with(3, 77);
    expect(Math.abs((await loss(piece.inputs)) - (await loss(changed)))).toBeGreaterThan(1e-4);
  });
});

describe('distillation', () => {
  const settings = tinyTrainSettings({ rows: 2, chatReplayShare: 0.5 });

  test('is nothing while the adapter changes nothing, and counts only the answer', async () => {
    await using start = await openTinyTraining(executor, trainingData(targetRows, chatRows), settings, 'zero');
    const { divergence, learnedTokens } = await start.session.computeGradients(0);
    expect(Math.abs(divergence ?? Number.NaN)).toBeLessThan(1e-6);
    const answers = chatRows.map(([piece]) => piece?.weights.reduce((sum, weight) => sum + weight, 0) ?? 0);
    expect(answers.map((answer) => answer + 20)).toContain(learnedTokens);

    await using moved = await openTinyTraining(executor, trainingData(targetRows, chatRows), settings);
    expect((await moved.session.computeGradients(0)).divergence).toBeGreaterThan(0.01);
  });

  test('holds chat rows to the base, not to their tokens', async () => {
    const empty: Row[] = [[], []];
    await using training = await openTinyTraining(executor, trainingData(empty, chatRows), settings, 'zero');
    await training.session.computeGradients(0);
    const gradients = training.gradients();
    expect(Math.max(...gradients.map(Math.abs))).toBeLessThan(1e-6);
  });
});

test('the same step gives the same bits, whatever was run before', async () => {
  const settings = tinyTrainSettings({ rows: 4, chatReplayShare: 0.25 });
  await using one = await openTinyTraining(executor, trainingData(targetRows, chatRows), settings);
  await using other = await openTinyTraining(executor, trainingData(targetRows, chatRows), settings);
  for (const step of [5, 0, 9]) await one.session.computeGradients(step);
  await one.session.computeGradients(2);
  await other.session.computeGradients(2);
  expect(one.gradients()).toEqual(other.gradients());
});

test('learns: thirty steps on a few rows halve the loss', async () => {
  const settings = tinyTrainSettings({ rows: 4, learningRate: 0.02 });
  await using training = await openTinyTraining(executor, trainingData(targetRows.slice(0, 4)), settings, 'zero');
  const losses: number[] = [];
  for (let step = 0; step < 30; step++) losses.push((await training.session.step(step, 0.02)).loss);
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
});
