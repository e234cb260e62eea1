import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsFromGguf, rowsToGguf } from './rotary-rows.ts';

const numbered = (length: number) => Float32Array.from({ length }, (_, index) => index);

describe('rotary rows', () => {
  it('interleaves the halves of each head', () => {
    // two heads of four rows, one column: reshape (head, 2, half), swap the last two
    expect([...rowsToGguf(numbered(8), 4, 1)]).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
    expect([...rowsFromGguf(Float32Array.of(0, 2, 1, 3), 4, 1)]).toEqual([0, 1, 2, 3]);
  });

  it('is undone by its inverse, and keeps rows whole', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 5 }),
    );
    fc.assert(
      fc.property(sizes, ([heads, half, columns]) => {
        const values = numbered(heads * half * 2 * columns);
        const permuted = rowsToGguf(values, half * 2, columns);
        expect(rowsFromGguf(permuted, half * 2, columns)).toEqual(values);
        for (let row = 0; row < heads * half * 2; row += 1) {
          const first = permuted[row * columns] ?? 0;
          expect([...permuted.subarray(row * columns, (row + 1) * columns)]).toEqual(
            Array.from({ length: columns }, (_, column) => first + column),
          );
        }
      }),
    );
  });
});
