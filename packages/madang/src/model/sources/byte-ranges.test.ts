import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countBytes, joinRanges, missingRanges } from './byte-ranges.ts';

const sizeBytes = 60;
const range = fc
  .tuple(fc.nat(sizeBytes), fc.nat(sizeBytes))
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
const bytesOf = (ranges: readonly { start: number; end: number }[]) =>
  ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at));

describe('byte ranges', () => {
  it('received and missing are the whole file, once', () => {
    fc.assert(
      fc.property(fc.array(range), fc.integer({ min: 1, max: 20 }), (received, pieceBytes) => {
        const missing = missingRanges(received, sizeBytes, pieceBytes);
        const present = bytesOf(joinRanges(received));
        expect([...present, ...bytesOf(missing)].sort((a, b) => a - b)).toEqual([...Array(sizeBytes).keys()]);
        expect(countBytes(received)).toBe(present.length);
        expect(missing.every(({ start, end }) => end > start && end - start <= pieceBytes)).toBe(true);
      }),
    );
  });

  it('joins what touches', () => {
    expect(
      joinRanges([
        { start: 4, end: 6 },
        { start: 0, end: 4 },
        { start: 9, end: 9 },
      ]),
    ).toEqual([{ start: 0, end: 6 }]);
  });
});
