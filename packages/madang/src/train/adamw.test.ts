// AdamW against the published formulas, written out in float64 with bias-corrected moments.
import { describe, expect, test } from 'vitest';
import { openOnnxruntime } from '../engine/executors/onnxruntime.ts';
import { openOpenvino } from '../engine/executors/openvino.ts';
import { findOpenvino } from '../engine/fetch-openvino.ts';
import { pseudoRandom } from '../model/tiny-model.fixture.ts';
import { gradientNorm, type TrainedTensor } from './adamw.ts';
import { openOptimizer } from './optimizer.ts';

const settings = { beta1: 0.9, beta2: 0.95, weightDecay: 0.1, clipNorm: 1 };

function tensorOf(name: string, seed: number, size: number): TrainedTensor {
  return {
    name,
    rateFactor: 1,
    weights: pseudoRandom(seed, size),
    gradient: new Float32Array(size),
    moment1: new Float32Array(size),
    moment2: new Float32Array(size),
  };
}

function reference(weights: Float64Array, gradients: readonly Float64Array[], learningRate: number): Float64Array {
  const { beta1, beta2, weightDecay } = settings;
  const theta = weights.slice();
  const m = new Float64Array(theta.length);
  const v = new Float64Array(theta.length);
  for (const [index, gradient] of gradients.entries()) {
    const t = index + 1;
    for (let i = 0; i < theta.length; i++) {
      const g = gradient[i] ?? 0;
      m[i] = beta1 * (m[i] ?? 0) + (1 - beta1) * g;
      v[i] = beta2 * (v[i] ?? 0) + (1 - beta2) * g * g;
      const mHat = (m[i] ?? 0) / (1 - beta1 ** t);
      const vHat = (v[i] ?? 0) / (1 - beta2 ** t);
      theta[i] = (theta[i] ?? 0) - learningRate * (mHat / (Math.sqrt(vHat) + 1e-8) + weightDecay * (theta[i] ?? 0));
    }
  }
  return theta;
}

const plain = openOnnxruntime({ precision: 'float32', threads: 1 });
const openvinoPath = findOpenvino() ?? '';
const ways = [
  { name: 'plain loops', sizes: [12, 30], open: () => plain, isHere: true },
  {
    name: 'a graph of the engine, bfloat16 in its products (skipped where OpenVINO has not been fetched)',
    sizes: [120_000, 100_001],
    open: () => openOpenvino({ precision: 'bfloat16', threads: 1 }, openvinoPath),
    isHere: openvinoPath !== '',
  },
];
describe.each(ways)('AdamW by $name', ({ sizes, open, isHere }) => {
  test.skipIf(!isHere).each([
    ['small gradients, not clipped', 0.0001, 1],
    ['gradients above the norm, clipped over all tensors together', 3, undefined],
  ])('follows the formulas over ten steps: %s', async (_, size, unclipped) => {
    await using optimizer = await openOptimizer(settings, await open());
    const tensors = sizes.map((length, place) => tensorOf(`${place}`, place, length));
    const starts = tensors.map(({ weights }) => Float64Array.from(weights));
    const clipped: Float64Array[][] = [[], []];
    for (let step = 1; step <= 10; step++) {
      for (const [place, { gradient }] of tensors.entries()) {
        gradient.set(pseudoRandom(100 * step + place, gradient.length).map((value) => size * value));
      }
      const squares = tensors.flatMap(({ gradient }) => [...gradient]).reduce((sum, value) => sum + value * value, 0);
      const norm = Math.sqrt(squares);
      const scale = unclipped ?? 1 / norm;
      for (const [place, { gradient }] of tensors.entries()) {
        clipped[place]?.push(Float64Array.from(gradient, (value) => value * scale));
      }
      expect(await optimizer.update(tensors, step, 0.02)).toBeCloseTo(norm, 6);
    }
    for (const [place, { weights }] of tensors.entries()) {
      const expected = reference(starts[place] ?? new Float64Array(), clipped[place] ?? [], 0.02);
      const farthest = weights.reduce((far, weight, i) => Math.max(far, Math.abs(weight - (expected[i] ?? 9))), 0);
      expect(farthest).toBeLessThan(1e-5);
    }
  });
});

test('leaves the gradients as they are and decays weights that have none', async () => {
  await using optimizer = await openOptimizer(settings, await plain);
  const tensor = tensorOf('a', 5, 4);
  const before = tensor.weights.slice();
  await optimizer.update([tensor], 1, 0.5);
  for (const [i, weight] of tensor.weights.entries()) expect(weight).toBeCloseTo((before[i] ?? 0) * 0.95, 6);
  tensor.gradient.fill(100);
  await optimizer.update([tensor], 2, 0.5);
  expect(tensor.gradient).toEqual(new Float32Array(4).fill(100));
});

test('gradientNorm is the length of all gradients together', () => {
  const tensors = [tensorOf('a', 1, 2), tensorOf('b', 2, 1)];
  tensors[0]?.gradient.set([3, 4]);
  tensors[1]?.gradient.set([12]);
  expect(gradientNorm(tensors)).toBe(13);
});
