import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomBelowFrom, randomFrom, shuffledOrder, xoshiro128 } from './random.ts';

test('the first numbers of xoshiro128** from the state 1 2 3 4', () => {
  const next = xoshiro128([1, 2, 3, 4]);
  expect([next(), next(), next(), next()]).toEqual([11520, 0, 5927040, 70819200]);
});

test('a seed gives one sequence, another seed another', () => {
  const draw = (seed: number) => Array.from({ length: 20 }, randomBelowOf(seed));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('numbers below six are spread evenly', () => {
  const random = randomBelowFrom(7);
  const counts = new Array<number>(6).fill(0);
  for (let index = 0; index < 60_000; index++) {
    const value = random(6);
    counts[value] = (counts[value] ?? Number.NaN) + 1;
  }
  // chi-square with 5 degrees of freedom: above 20.5 once in a thousand seeds; this seed is fixed
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chiSquare).toBeLessThan(20.5);
});

test('numbers between 0 and 1 have the mean and the variance of the uniform distribution', () => {
  const random = randomFrom(11);
  const numbers = Array.from({ length: 50_000 }, random);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length;
  expect(Math.abs(mean - 1 / 2)).toBeLessThan(0.005);
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.002);
});

test('a shuffle holds every number once, in an order of its seed', () => {
  fc.assert(
    fc.property(fc.nat({ max: 200 }), fc.integer(), (count, seed) => {
      const order = shuffledOrder(count, seed);
      expect(shuffledOrder(count, seed)).toEqual(order);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
    }),
  );
  const places = Array.from({ length: 6000 }, (_, seed) => shuffledOrder(6, seed).indexOf(0));
  for (const place of [0, 1, 2, 3, 4, 5]) {
    const share = places.filter((found) => found === place).length / places.length;
    expect(Math.abs(share - 1 / 6)).toBeLessThan(0.02);
  }
});

function randomBelowOf(seed: number): () => number {
  const random = randomBelowFrom(seed);
  return () => random(1000);
}
