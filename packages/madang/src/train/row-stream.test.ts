import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Row } from './pack-rows.ts';
import { streamRows } from './row-stream.ts';

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => [{ inputs: [index], targets: [index], weights: [1] }]);

test('each pass reads every row once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer(), fc.integer({ min: 0, max: 5 }), (count, seed, pass) => {
      const rows = rowsOf(count);
      const stream = streamRows(rows, seed);
      const read = Array.from({ length: count }, (_, index) => stream.at(pass * count + index));
      expect(new Set(read.map(({ number }) => number)).size).toBe(count);
      for (const { row, number } of read) expect(row).toBe(rows[number]);
    }),
  );
});

test('the n-th row is known from n and the seed, whatever was read before', () => {
  const count = 17;
  const inOrder = streamRows(rowsOf(count), 3);
  const expected = Array.from({ length: 60 }, (_, index) => inOrder.at(index).number);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 59 }), { maxLength: 20 }), (places) => {
      const stream = streamRows(rowsOf(count), 3);
      for (const place of places) expect(stream.at(place).number).toBe(expected[place]);
    }),
  );
});

test('passes and seeds have orders of their own', () => {
  const order = (seed: number, pass: number) => {
    const stream = streamRows(rowsOf(40), seed);
    return Array.from({ length: 40 }, (_, index) => stream.at(pass * 40 + index).number).join();
  };
  expect(new Set([order(1, 0), order(1, 1), order(2, 0), order(2, 1)]).size).toBe(4);
});
