import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomBelowFrom } from '../kernel/random.ts';
import { comparePaired, type PairedScore } from './intervals.ts';

const few = { seed: 1, resamples: 500 };

test('bits per byte is weighted by bytes, not a mean over documents', () => {
  const scores = [
    { parent: 'a', bytes: 90, baseLogLikelihood: -90 * Math.LN2 * 2, graftLogLikelihood: -90 * Math.LN2 },
    { parent: 'b', bytes: 10, baseLogLikelihood: -10 * Math.LN2 * 4, graftLogLikelihood: -10 * Math.LN2 * 4 },
  ];
  const { base, graft, difference, relative } = comparePaired(scores, few);
  expect(base).toBeCloseTo(2.2, 12);
  expect(graft).toBeCloseTo(1.3, 12);
  expect(difference.value).toBeCloseTo(-0.9, 12);
  expect(relative.value).toBeCloseTo(1.3 / 2.2 - 1, 12);
});

test('the same difference in every document leaves no doubt', () => {
  const scores = documents(12, (index) => ({ bits: 2 + index / 10, shift: -0.5 }));
  const { difference } = comparePaired(scores, few);
  expect(difference.low).toBeCloseTo(-0.5, 10);
  expect(difference.high).toBeCloseTo(-0.5, 10);
});

test('the interval holds the observed value and the same seed gives the same interval', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          bits: fc.double({ min: 1, max: 4, noNaN: true }),
          shift: fc.double({ min: -1, max: 1, noNaN: true }),
        }),
        {
          minLength: 8,
          maxLength: 30,
        },
      ),
      (rows) => {
        const scores = documents(rows.length, (index) => rows[index] ?? { bits: 1, shift: 0 });
        const first = comparePaired(scores, few);
        expect(first.difference.low).toBeLessThanOrEqual(first.difference.value + 1e-9);
        expect(first.difference.high).toBeGreaterThanOrEqual(first.difference.value - 1e-9);
        expect(comparePaired(scores, few)).toEqual(first);
      },
    ),
    { numRuns: 20 },
  );
});

test('passages of one parent count as one observation', () => {
  const shifts = [-0.9, 0.4, -0.3, 0.2, -0.6, 0.1];
  const once = documents(6, (index) => ({ bits: 2, shift: shifts[index] ?? 0 }));
  const repeated = once.flatMap((score) => new Array<PairedScore>(10).fill(score));
  const apart = repeated.map((score, index) => ({ ...score, parent: String(index) }));
  const width = (scores: PairedScore[]) => {
    const { low, high } = comparePaired(scores, few).difference;
    return high - low;
  };
  expect(width(repeated)).toBeCloseTo(width(once), 10);
  expect(width(apart)).toBeLessThan(width(once) / 2);
});

test('with one parent the passages are resampled, and that is said', () => {
  const scores = documents(6, (index) => ({ bits: 2, shift: index / 10 })).map((score) => ({
    ...score,
    parent: 'one',
  }));
  const { clusteredBy, clusters, difference } = comparePaired(scores, few);
  expect({ clusteredBy, clusters }).toEqual({ clusteredBy: 'document', clusters: 6 });
  expect(difference.high).toBeGreaterThan(difference.low);
});

test('a 95 % interval covers the truth in about 95 of 100 samples', () => {
  const random = randomBelowFrom(3);
  const unit = () => random(2 ** 32) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  let covered = 0;
  for (let sample = 0; sample < 200; sample++) {
    const { low, high } = comparePaired(
      documents(40, () => ({ bits: 2, shift: -0.1 + 0.2 * normal() })),
      { seed: sample, resamples: 400 },
    ).difference;
    if (low <= -0.1 && -0.1 <= high) covered++;
  }
  expect(covered).toBeGreaterThan(200 * 0.9);
  expect(covered).toBeLessThan(200 * 0.99);
});

function documents(count: number, rowOf: (index: number) => { bits: number; shift: number }): PairedScore[] {
  return Array.from({ length: count }, (_, index) => {
    const { bits, shift } = rowOf(index);
    const bytes = 100;
    return {
      parent: `p${index}`,
      bytes,
      baseLogLikelihood: -bits * bytes * Math.LN2,
      graftLogLikelihood: -(bits + shift) * bytes * Math.LN2,
    };
  });
}
