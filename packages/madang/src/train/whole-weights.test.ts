// Weights that are trained themselves: their gradients are the slopes of the loss, frozen layers stay, the teacher is
// the base as it was, and a run that goes on from its checkpoint ends as one that never stopped.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Executor } from '../engine/executor.ts';
import { openOnnxruntime } from '../engine/executors/onnxruntime.ts';
import { tinyConfig } from '../model/tiny-model.fixture.ts';
import { averaged } from './average-weights.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import {
  chatRows,
  openTinyTraining,
  slopeDistance,
  type TinyTraining,
  targetRows,
  tinyTensors,
  tinyTrainSettings,
  trainingData,
} from './tiny-training.fixture.ts';

let executor: Executor;
beforeAll(async () => {
  executor = await openOnnxruntime({ precision: 'float32', threads: 1 });
});
afterAll(() => executor[Symbol.asyncDispose]());

const data = trainingData(targetRows, chatRows);
const full = { method: 'full', rows: 4, chatReplayShare: 0.25 } as const;

describe.each([{ tiedEmbeddings: true }, { tiedEmbeddings: false }])('all weights, %o', ({ tiedEmbeddings }) => {
  const config = { ...tinyConfig, tiedEmbeddings };

  test('every tensor is trained, by the slope of the loss', async () => {
    await using training = await openTinyTraining(executor, data, tinyTrainSettings(full), 'zero', { config });
    expect(training.trained.map(({ name }) => name).toSorted()).toEqual([...training.weights.keys()].toSorted());
    await training.session.step(0, 1e-2);
    await training.session.computeGradients(1);
    const gradients = new Map(training.trained.map(({ name, gradient }) => [name, gradient.slice()]));
    const kinds = [
      'embed_tokens',
      'lm_head',
      'q_proj',
      'o_proj',
      'up_proj',
      'down_proj',
      'input_layernorm',
      'model.norm',
    ];
    for (const kind of kinds) {
      const tensor = training.trained.find(({ name }) => name.includes(kind));
      if (!tensor) expect([kind, tiedEmbeddings]).toEqual(['lm_head', true]);
      else expect(await slopeDistance(training, 1, tensor.weights, gradients.get(tensor.name))).toBeLessThan(0.03);
    }
  });

  test('chat is held to the base as it was before the first step', async () => {
    const held = tinyTrainSettings({ ...full, chatReplayShare: 0.5 });
    await using training = await openTinyTraining(executor, trainingData([[], []], chatRows), held, 'zero', { config });
    expect(Math.abs((await training.session.computeGradients(0)).divergence ?? 1)).toBeLessThan(1e-6);
    for (const { weights } of training.trained) for (const i of weights.keys()) weights[i] = (weights[i] ?? 0) * 1.1;
    expect((await training.session.computeGradients(0)).divergence).toBeGreaterThan(0.01);
  });
});

test('the first layers stay where they are frozen, and embeddings where only new rows are trained', async () => {
  const settings = tinyTrainSettings({ ...full, frozenLayers: 1, embeddings: 'new-rows' });
  await using training = await openTinyTraining(executor, data, settings, 'zero');
  await training.session.step(0, 1e-2);
  for (const [name, weights] of training.weights) {
    const isSame = weights.every((value, i) => value === tinyTensors.get(name)?.[i]);
    expect([name, isSame]).toEqual([name, /layers\.0\.|embed_tokens/.test(name)]);
  }
});

test('LoRA skips frozen layers', async () => {
  await using training = await openTinyTraining(executor, data, tinyTrainSettings({ frozenLayers: 1 }));
  const names = training.trained.map(({ name }) => name);
  expect(names).toHaveLength(14);
  expect(names.every((name) => name.startsWith('model.layers.1.'))).toBe(true);
  await training.session.computeGradients(0);
  expect(training.gradients().some((value) => value !== 0)).toBe(true);
});

const runs = [
  { name: 'all weights', settings: full },
  { name: 'all weights with their average', settings: { ...full, averageDecay: 0.9 } },
  {
    name: 'LoRA, rank-stabilised, the last layer and all rows',
    settings: { rankStabilized: true, frozenLayers: 1, embeddings: 'all' },
  },
  { name: 'LoRA with learning rates of its own for B', settings: { rateFactors: { rows: 1, norms: 1, loraB: 4 } } },
] as const;

describe.each(runs)('$name', ({ settings }) => {
  test('goes on from a checkpoint bit by bit', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'madang-resume-'));
    await using whole = await openTinyTraining(executor, data, tinyTrainSettings(settings), 'random');
    for (let step = 0; step < 4; step++) await whole.session.step(step, 1e-3);

    await using first = await openTinyTraining(executor, data, tinyTrainSettings(settings), 'random');
    for (let step = 0; step < 2; step++) await first.session.step(step, 1e-3);
    const state = { step: 2, trainedTokens: 1, stepSeconds: 1, elapsedSeconds: 1, peakMemoryBytes: 1 };
    await writeCheckpoint(folder, first.trained, state);

    await using second = await openTinyTraining(executor, data, tinyTrainSettings(settings), 'random');
    readCheckpoint(folder, second.trained);
    for (let step = 2; step < 4; step++) await second.session.step(step, 1e-3);
    expect(kept(second)).toEqual(kept(whole));
    expect(kept(second)).not.toEqual(kept(first));
  });
});

test('the average follows the weights from behind', async () => {
  await using training = await openTinyTraining(executor, data, tinyTrainSettings({ averageDecay: 0.5 }), 'random');
  const [tensor] = training.trained;
  const before = tensor?.weights.slice() ?? new Float32Array();
  await training.session.step(0, 1e-2);
  // the first decay is 2/11
  const expected = before.map((value, i) => (2 / 11) * value + (9 / 11) * (tensor?.weights[i] ?? 0));
  for (const [i, value] of expected.entries()) expect(tensor?.average?.[i]).toBeCloseTo(value, 6);
});

function kept(training: TinyTraining) {
  return averaged(training.trained).map(({ name, weights }) => [
    name,
    Buffer.from(weights.slice().buffer).toString('hex'),
  ]);
}
