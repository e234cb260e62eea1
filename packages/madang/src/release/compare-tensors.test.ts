import { expect, test } from 'vitest';
import type { Weights } from '../model/contract.ts';
import { compareTensors } from './compare-tensors.ts';

const weightsOf = (values: readonly number[], shape = [values.length]): Weights => ({
  names: ['w'],
  shape: () => shape,
  read: () => Float32Array.from(values),
});

test('equal tensors differ by nothing', () => {
  expect(compareTensors(weightsOf([1, -2, 0]), weightsOf([1, -2, 0]))).toBe(0);
});

test('float16 stays within half a unit in the last place, bfloat16 does not', () => {
  const values = Array.from({ length: 2000 }, (_, i) => Math.sin(i) * 10 ** ((i % 9) - 6));
  const rounded = Array.from(values, (value) => Math.fround(value)).map((value) => new Float16Array([value])[0] ?? 0);
  expect(compareTensors(weightsOf(values), weightsOf(rounded))).toBeLessThanOrEqual(2 ** -11);
  const shortened = values.map((value) => {
    const bits = new Uint32Array(Float32Array.of(value).buffer);
    bits[0] = (bits[0] ?? 0) & 0xffff_0000;
    return new Float32Array(bits.buffer)[0] ?? 0;
  });
  expect(compareTensors(weightsOf(values), weightsOf(shortened))).toBeGreaterThan(2 ** -11);
});

test.each([
  ['another shape', weightsOf([1, 2, 3, 4], [2, 2])],
  ['a missing tensor', { ...weightsOf([1]), names: [] }],
  ['a tensor more', { ...weightsOf([1, 2, 3, 4]), names: ['w', 'v'] }],
  ['not a number', weightsOf([1, 2, Number.NaN, 4])],
  ['an overflow', weightsOf([1, 2, Number.POSITIVE_INFINITY, 4])],
])('%s is infinitely far', (_, found) => {
  expect(compareTensors(weightsOf([1, 2, 3, 4]), found)).toBe(Number.POSITIVE_INFINITY);
});
