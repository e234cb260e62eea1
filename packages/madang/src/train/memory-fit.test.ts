import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearNames, linearShape, modelTensors } from '../model/architectures/tensors.ts';
import { tinyConfig, tinyWeights } from '../model/tiny-model.fixture.ts';
import { trainSettingsSchema } from './contract.ts';
import { forecastDisk, forecastMemory, parameterCount, trainedCount } from './memory-fit.ts';
import { chooseTrained } from './trained-parts.ts';
import { startTrained } from './trained-tensors.ts';

const choice = { engine: 'onnxruntime', precision: 'float32' } as const;

test('counts the parameters that the model really has', () => {
  for (const config of [tinyConfig, { ...tinyConfig, tiedEmbeddings: false, layerCount: 3 }]) {
    const sizes = modelTensors(config).map(({ shape }) => shape.reduce((a, b) => a * b, 1));
    expect(parameterCount(config)).toBe(sizes.reduce((a, b) => a + b, 0));
  }
});

test.each([
  { method: 'lora', rank: 5 },
  { method: 'lora', frozenLayers: 1 },
  { method: 'lora', embeddings: 'all' },
  { method: 'full' },
  { method: 'full', frozenLayers: 1, embeddings: 'new-rows' },
])('counts what is trained: %o', (changes) => {
  const settings = trainSettingsSchema.parse(changes);
  for (const newRowsFrom of [undefined, tinyConfig.vocabularySize - 40]) {
    for (const tiedEmbeddings of [true, false]) {
      const config = { ...tinyConfig, tiedEmbeddings };
      const values = tinyWeights(config);
      const weights = new Map(values.names.map((name) => [name, values.read(name)]));
      const tensors = startTrained(config, settings, chooseTrained(config, settings, newRowsFrom), weights);
      const count = tensors.reduce((sum, tensor) => sum + tensor.weights.length, 0);
      expect(trainedCount(config, settings, newRowsFrom)).toBe(count);
    }
  }
});

test('asks for more when anything grows', () => {
  const size = fc.integer({ min: 1, max: 64 });
  fc.assert(
    fc.property(size, size, size, size, size, (rows, tokens, rank, layers, more) => {
      const memory = (grown: { rows?: number; tokens?: number; rank?: number; layers?: number }) =>
        forecastMemory(
          { ...tinyConfig, layerCount: grown.layers ?? layers },
          trainSettingsSchema.parse({
            rows: grown.rows ?? rows,
            rowTokens: 16 * (grown.tokens ?? tokens),
            rank: grown.rank ?? rank,
          }),
          choice,
        );
      const least = memory({});
      expect(memory({ rows: rows + more })).toBeGreaterThan(least);
      // a row just long enough for two blocks of attention keeps less than one just short of it
      expect(memory({ tokens: 2 * tokens })).toBeGreaterThan(least);
      expect(memory({ rank: rank + more })).toBeGreaterThan(least);
      expect(memory({ layers: layers + more })).toBeGreaterThan(least);
      const disk = (ofRank: number) => forecastDisk(tinyConfig, trainSettingsSchema.parse({ rank: ofRank }));
      expect(disk(rank + more)).toBeGreaterThan(disk(rank));
    }),
  );
});

test('holds at least weights, LoRA with gradients and both moments, and three checkpoints on disk', () => {
  const settings = trainSettingsSchema.parse({ rank: 64 });
  const lora = linearNames(tinyConfig).reduce((sum, name) => {
    const [out, inner] = linearShape(tinyConfig, name);
    return sum + 64 * (out + inner);
  }, 0);
  expect(forecastMemory(tinyConfig, settings, choice)).toBeGreaterThan(4 * parameterCount(tinyConfig) + 16 * lora);
  expect(forecastDisk(tinyConfig, settings)).toBe(3 * 12 * lora + 2 * 4 * lora);
});
