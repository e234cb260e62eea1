// Rows of new tokens: how they start, and that training gives them the gradient that the loss really has.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Executor } from '../engine/executor.ts';
import { openOnnxruntime } from '../engine/executors/onnxruntime.ts';
import { randomFrom } from '../kernel/random.ts';
import { pseudoRandom, tinyConfig, tinyWeights } from '../model/tiny-model.fixture.ts';
import { rowInitialiserNameSchema } from './contract.ts';
import { rowInitialisers } from './row-initialisers/index.ts';
import { addFrequencyBias, describeRows, startRowsFrom } from './start-new-rows.ts';
import {
  chatRows,
  openTinyTraining,
  pieceOf,
  relativeDistance,
  slopeDistance,
  targetRows,
  tinyTrainSettings,
  trainingData,
} from './tiny-training.fixture.ts';

let executor: Executor;
beforeAll(async () => {
  executor = await openOnnxruntime({ precision: 'float32', threads: 1 });
});
afterAll(() => executor[Symbol.asyncDispose]());

const width = 6;
const base = describeRows(pseudoRandom(3, 20 * width), width);
const rowOf = (id: number) => [...base.matrix.subarray(id * width, (id + 1) * width)];
const pieces = { ids: [4, 9, 9], bytes: [1, 2, 3] };

describe('row initialisers', () => {
  test.each(rowInitialiserNameSchema.options)('%s: a row of numbers, the same for the same seed', (name) => {
    for (const side of ['input', 'output'] as const) {
      const start = () => startRowsFrom(rowInitialisers[name][side], [pieces, { ids: [2], bytes: [1] }], base, 4, 7);
      const rows = start();
      expect(rows).toHaveLength(4 * width);
      expect(rows.every(Number.isFinite)).toBe(true);
      expect(start()).toEqual(rows);
      // what no token has is padding
      expect([...rows.subarray(2 * width)]).toEqual(Array(2 * width).fill(0));
    }
  });

  test('know their pieces', () => {
    const of = (name: keyof typeof rowInitialisers, side: 'input' | 'output' = 'input') => [
      ...rowInitialisers[name][side](pieces, base, randomFrom(1)),
    ];
    const mix = (weight: number) => rowOf(4).map((value, i) => value * (1 - weight) + (rowOf(9)[i] ?? 0) * weight);
    const close = (found: number[], expected: number[]) => {
      for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 6);
    };
    close(of('mean-of-pieces'), mix(2 / 3));
    close(of('asymmetric', 'output'), mix(5 / 6));
    close(of('first-piece'), rowOf(4));
    close(of('last-piece'), rowOf(9));
    close(of('global-mean'), [...base.mean]);
    expect(of('random')).not.toEqual(of('global-mean'));
  });
});

test('the frequency bias favours frequent tokens at the mean state, and keeps their mean', () => {
  const state = Float64Array.from(pseudoRandom(5, width), (value) => value + 0.3);
  const start = rowInitialisers['mean-of-pieces'].input;
  const rows = startRowsFrom(start, [pieces, { ids: [2], bytes: [1] }, { ids: [7], bytes: [2] }], base, 3, 1);
  const logits = () =>
    [0, 1, 2].map((place) => state.reduce((sum, value, i) => sum + value * (rows[place * width + i] ?? 0), 0));
  const before = logits();
  addFrequencyBias(rows, [0.02, 0.0001, 0.003], state);
  const moved = logits().map((logit, place) => logit - (before[place] ?? 0));
  expect(moved.reduce((a, b) => a + b)).toBeCloseTo(0, 4);
  expect((moved[0] ?? 0) - (moved[1] ?? 0)).toBeCloseTo(0.7 * Math.log(200), 4);
});

describe.each([{ tiedEmbeddings: true }, { tiedEmbeddings: false }])('training new rows, %o', ({ tiedEmbeddings }) => {
  const config = { ...tinyConfig, tiedEmbeddings };
  /** The last 40 tokens are taken for new ones. */
  const newRowsFrom = config.vocabularySize - 40;
  const data = trainingData(targetRows, chatRows);
  const settings = tinyTrainSettings({ rows: 4, chatReplayShare: 0.25 });

  test('their gradients are the slopes of the loss', async () => {
    const names = tiedEmbeddings ? ['model.embed_tokens.weight'] : ['model.embed_tokens.weight', 'lm_head.weight'];
    await using training = await openTinyTraining(executor, data, settings, 'random', { config, newRowsFrom });
    await training.session.computeGradients(0);
    for (const name of names) {
      const rows = training.trained.find((tensor) => tensor.name === name);
      if (!rows) throw new Error(`no rows ${name}`);
      expect(rows.weights).toHaveLength(40 * config.hiddenSize);
      expect(await slopeDistance(training, 0, rows.weights, rows.gradient.slice())).toBeLessThan(0.02);
    }
  });

  test('accumulation gives the gradients of the large batch', async () => {
    const halves = tinyTrainSettings({ rows: 2, accumulate: 2, chatReplayShare: 0.5, chatLoss: 'cross-entropy' });
    const large = tinyTrainSettings({ rows: 4, accumulate: 1, chatReplayShare: 0.5, chatLoss: 'cross-entropy' });
    await using whole = await openTinyTraining(executor, data, large, 'random', { config, newRowsFrom });
    await using summed = await openTinyTraining(executor, data, halves, 'random', { config, newRowsFrom });
    for (const step of [0, 1]) {
      await whole.session.computeGradients(step);
      await summed.session.computeGradients(step);
      expect(relativeDistance(summed.gradients(), whole.gradients())).toBeLessThan(1e-5);
    }
  });

  test('a step that trains rows alone leaves the LoRA matrices', async () => {
    await using training = await openTinyTraining(executor, data, settings, 'random', { config, newRowsFrom });
    const before = training.trained.map(({ weights }) => weights.slice());
    await training.session.step(0, 1e-3, true);
    for (const [place, { name, weights }] of training.trained.entries()) {
      const isSame = weights.every((value, i) => value === before[place]?.[i]);
      expect([name, isSame]).toEqual([name, /lora/.test(name)]);
    }
  });
});

test('where all weights are trained, a step of rows alone changes the new ones and nothing else', async () => {
  const newRowsFrom = tinyConfig.vocabularySize - 40;
  const full = tinyTrainSettings({ rows: 4, method: 'full' });
  const shape = { config: tinyConfig, newRowsFrom };
  await using training = await openTinyTraining(executor, trainingData(targetRows), full, 'zero', shape);
  const before = training.trained.map(({ weights }) => weights.slice());
  await training.session.step(0, 1e-2, true);
  for (const [place, { name, weights }] of training.trained.entries()) {
    const firstChanged = weights.findIndex((value, i) => value !== before[place]?.[i]);
    const isMatrix = name === 'model.embed_tokens.weight';
    expect([name, firstChanged]).toEqual([name, isMatrix ? newRowsFrom * tinyConfig.hiddenSize : -1]);
  }
});

test('base rows are never touched', async () => {
  const newRowsFrom = tinyConfig.vocabularySize - 40;
  const data = trainingData([[pieceOf(1, 20)]]);
  const settings = tinyTrainSettings({ rows: 1 });
  await using training = await openTinyTraining(executor, data, settings, 'zero', { config: tinyConfig, newRowsFrom });
  for (let step = 0; step < 3; step++) await training.session.step(step, 1e-2);
  const base = tinyWeights(tinyConfig).read('model.embed_tokens.weight');
  const frozen = newRowsFrom * tinyConfig.hiddenSize;
  expect(training.weights.get('model.embed_tokens.weight')?.slice(0, frozen)).toEqual(base.slice(0, frozen));
});
