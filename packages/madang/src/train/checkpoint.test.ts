import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pseudoRandom } from '../model/tiny-model.fixture.ts';
import type { TrainedTensor } from './adamw.ts';
import { readCheckpoint, removeCheckpoints, writeCheckpoint } from './checkpoint.ts';

let run = '';
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'madang-checkpoint-'));
});
afterEach(() => rmSync(run, { recursive: true, force: true }));

const kept = ['weights', 'moment1', 'moment2'] as const;
const checkpoints = () => readdirSync(join(run, 'checkpoints')).sort();
const stateAt = (step: number) => ({
  step,
  trainedTokens: 17 * step,
  stepSeconds: 0.1 * step,
  elapsedSeconds: step / 3,
  peakMemoryBytes: 1e9 + 1,
});

function tensorsFrom(seed: number): TrainedTensor[] {
  return ['model.layers.0.mlp.up_proj.weight.lora_a', 'model.layers.0.mlp.up_proj.weight.lora_b'].map((name, place) => {
    const part = (number: number) => pseudoRandom(seed + 10 * place + number, 7 + place);
    return { name, rateFactor: 1, weights: part(1), gradient: part(2), moment1: part(3), moment2: part(4) };
  });
}

test('comes back bit by bit', async () => {
  const written = tensorsFrom(1);
  written[0]?.weights.set([-0, 1e-45, -3.4e38, 0.1]);
  await writeCheckpoint(run, written, stateAt(12));
  const read = tensorsFrom(2);
  expect(readCheckpoint(run, read)).toEqual(stateAt(12));
  for (const [place, tensor] of read.entries()) {
    for (const part of kept) {
      const bits = (array: Float32Array | undefined) => new Uint32Array(array?.slice().buffer ?? new ArrayBuffer());
      expect(bits(tensor[part])).toEqual(bits(written[place]?.[part]));
    }
  }
});

test('without one the tensors stay as they are', () => {
  const tensors = tensorsFrom(3);
  expect(readCheckpoint(run, tensors)).toBeUndefined();
  expect(tensors).toEqual(tensorsFrom(3));
});

test('keeps the last two, in the order of steps', async () => {
  for (const step of [9, 10, 99, 100, 1000]) await writeCheckpoint(run, tensorsFrom(step), stateAt(step));
  expect(checkpoints().map(Number)).toEqual([100, 1000]);
  expect(readCheckpoint(run, tensorsFrom(0))?.step).toBe(1000);
});

test('what a killed trainer left half-written is never read, and is gone after the next checkpoint', async () => {
  await writeCheckpoint(run, tensorsFrom(1), stateAt(5));
  const torn = join(run, 'checkpoints', '.partial-999999');
  mkdirSync(torn);
  writeFileSync(join(torn, 'tensors.safetensors'), 'half a hea');
  expect(readCheckpoint(run, tensorsFrom(0))?.step).toBe(5);
  await writeCheckpoint(run, tensorsFrom(2), stateAt(6));
  expect(existsSync(torn)).toBe(false);
  expect(checkpoints().map(Number)).toEqual([5, 6]);
});

test('are removed when the run is done', async () => {
  await writeCheckpoint(run, tensorsFrom(1), stateAt(5));
  removeCheckpoints(run);
  expect(readdirSync(run)).toEqual([]);
});
