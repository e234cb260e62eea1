// However a step is executed, it is the same step.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Executor } from '../../engine/executor.ts';
import { openOnnxruntime } from '../../engine/executors/onnxruntime.ts';
import { tinyConfig } from '../../model/tiny-model.fixture.ts';
import type { Execution, TrainSettings } from '../contract.ts';
import type { Row } from '../pack-rows.ts';
import {
  chatPiece,
  openTinyTraining,
  pieceOf,
  relativeDistance,
  tinyTrainSettings,
  trainingData,
} from '../tiny-training.fixture.ts';

let executor: Executor;
beforeAll(async () => {
  executor = await openOnnxruntime({ precision: 'float32', threads: 1 });
});
afterAll(() => executor[Symbol.asyncDispose]());

const targetRows = Array.from({ length: 12 }, (_, n): Row => [pieceOf(n + 1, 4 + n), pieceOf(n + 50, 16 - n)]);
const chatRows = Array.from({ length: 6 }, (_, n): Row => [chatPiece(n + 100, 5 + n, 4 + 2 * n)]);
const data = trainingData(targetRows, chatRows);
const config = { ...tinyConfig, layerCount: 3 };

const ways: { name: string; settings: Partial<TrainSettings>; newRowsFrom?: number; tiedEmbeddings?: boolean }[] = [
  { name: 'LoRA', settings: {} },
  { name: 'LoRA, summed over micro-batches', settings: { rows: 2, accumulate: 2 } },
  { name: 'LoRA of the last layer', settings: { frozenLayers: 2 } },
  { name: 'LoRA and new rows', settings: {}, newRowsFrom: tinyConfig.vocabularySize - 40 },
  {
    name: 'LoRA of the last layers and new rows, untied',
    settings: { frozenLayers: 1 },
    newRowsFrom: tinyConfig.vocabularySize - 40,
    tiedEmbeddings: false,
  },
  { name: 'all weights', settings: { method: 'full' } },
  { name: 'all weights, untied', settings: { method: 'full' }, tiedEmbeddings: false },
  { name: 'the last layers alone', settings: { method: 'full', frozenLayers: 1, embeddings: 'new-rows' } },
];

describe.each(ways)('$name', ({ settings, newRowsFrom, tiedEmbeddings = true }) => {
  const all = tinyTrainSettings({ rows: 4, chatReplayShare: 0.25, ...settings });
  const open = (execution?: Execution) =>
    openTinyTraining(executor, data, all, 'random', {
      config: { ...config, tiedEmbeddings },
      newRowsFrom,
      ...(execution ? { execution } : {}),
    });

  test.each([0, 1, 3, 9])('layer by layer, the last %i kept, as in one graph', async (keptLayers) => {
    await using whole = await open();
    await using layers = await open({ kind: 'layer-by-layer', keptLayers });
    for (const step of [0, 1]) {
      const expected = await whole.session.step(step, 1e-3);
      const found = await layers.session.step(step, 1e-3);
      expect(found.loss).toBeCloseTo(expected.loss, 5);
      expect(found.divergence).toBeCloseTo(expected.divergence ?? Number.NaN, 5);
      expect(relativeDistance(layers.gradients(), whole.gradients())).toBeLessThan(1e-5);
    }
  });
});
