import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashTexts, sampleHeldOut } from './sample-held-out.ts';

const document = (index: number, length = 100) => ({ id: `d${index}`, parent: `p${index}`, text: 'x'.repeat(length) });

test('the sample is the same whatever the order, and no larger than asked', () => {
  const documents = Array.from({ length: 50 }, (_, index) => document(index, 50 + index));
  const ids = (sample: { id: string }[]) => sample.map(({ id }) => id);
  const sample = sampleHeldOut(documents, 2000);
  expect(ids(sampleHeldOut(documents.toReversed(), 2000))).toEqual(ids(sample));
  expect(sample.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(2000);
  expect(sample.length).toBeGreaterThan(20);
  expect(ids(sample)).not.toEqual(ids(documents.slice(0, sample.length)));
});

test('a new document never pushes out more than its own size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 40 }), (count) => {
      const before = sampleHeldOut(
        Array.from({ length: count }, (_, index) => document(index)),
        800,
      );
      const after = sampleHeldOut(
        Array.from({ length: count + 1 }, (_, index) => document(index)),
        800,
      );
      const lost = before.filter(({ id }) => !after.some((other) => other.id === id));
      expect(lost.length).toBeLessThanOrEqual(1);
    }),
  );
});

test('one document larger than the limit is measured all the same; none stays none', () => {
  expect(sampleHeldOut([document(1, 5000)], 800)).toHaveLength(1);
  expect(sampleHeldOut([], 800)).toEqual([]);
});

test('the hash is of NFC texts in any order', () => {
  expect(hashTexts(['마당', 'a'])).toBe(hashTexts(['a', '마당'.normalize('NFD')]));
  expect(hashTexts(['a'])).not.toBe(hashTexts(['b']));
});
