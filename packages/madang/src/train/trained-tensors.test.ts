import { describe, expect, test } from 'vitest';
import { linearNames, linearShape } from '../model/architectures/tensors.ts';
import { tinyConfig } from '../model/tiny-model.fixture.ts';
import { trainSettingsSchema } from './contract.ts';
import { chooseTrained } from './trained-parts.ts';
import { adapterOf, startLora } from './trained-tensors.ts';

const rank = 4;
const settings = trainSettingsSchema.parse({ rank, alpha: 8 });
const parts = chooseTrained(tinyConfig, settings);

describe('startLora', () => {
  test('has A and B of every linear, A uniform in ±1/√in, B at zero', () => {
    const tensors = startLora(tinyConfig, settings, parts);
    const names = linearNames(tinyConfig);
    expect(names).toHaveLength(7 * tinyConfig.layerCount);
    expect(tensors.map(({ name }) => name)).toEqual(names.flatMap((name) => [`${name}.lora_a`, `${name}.lora_b`]));
    for (const [place, name] of names.entries()) {
      const [out, inner] = linearShape(tinyConfig, name);
      const [a, b] = [tensors[2 * place]?.weights, tensors[2 * place + 1]?.weights];
      const bound = 1 / Math.sqrt(inner);
      expect(a?.length).toBe(rank * inner);
      expect(b).toEqual(new Float32Array(out * rank));
      expect(Math.max(...(a ?? []))).toBeLessThanOrEqual(bound);
      expect(Math.max(...(a ?? []))).toBeGreaterThan(0.9 * bound);
      expect(Math.min(...(a ?? []))).toBeLessThan(-0.9 * bound);
      const mean = (a ?? new Float32Array()).reduce((sum, value) => sum + value, 0) / (rank * inner);
      expect(Math.abs(mean)).toBeLessThan(0.15 * bound);
    }
  });

  test('is the same for the same seed, another for another, and another for each linear', () => {
    const start = (seed: number) =>
      startLora(tinyConfig, { ...settings, seed }, parts).map(({ weights }) => weights.join());
    expect(start(1)).toEqual(start(1));
    const matricesA = (seed: number) => start(seed).filter((_, place) => place % 2 === 0);
    expect(new Set([...matricesA(1), ...matricesA(2)]).size).toBe(2 * 7 * tinyConfig.layerCount);
  });
});

test('adapterOf pairs A and B under the name of their base tensor', () => {
  const tensors = startLora(tinyConfig, settings, parts);
  const adapter = adapterOf(tensors.toReversed(), settings);
  expect([adapter.rank, adapter.alpha]).toEqual([rank, 8]);
  expect(new Set(adapter.modules.keys())).toEqual(new Set(linearNames(tinyConfig)));
  for (const [name, { a, b }] of adapter.modules) {
    expect(a).toBe(tensors.find((tensor) => tensor.name === `${name}.lora_a`)?.weights);
    expect(b).toBe(tensors.find((tensor) => tensor.name === `${name}.lora_b`)?.weights);
  }
});
