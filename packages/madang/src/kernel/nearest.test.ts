import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

test('distances that were counted by hand', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('rnak', 'rank')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
});

test('distance is a symmetric count, zero only for equal words', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

test('names what was meant and nothing far off', () => {
  expect(nearest('grfat', ['graft', 'train'])).toBe('graft');
  expect(nearest('GRAFT', ['graft'])).toBe('graft');
  expect(nearest('xylophone', ['graft', 'train'])).toBeUndefined();
});
