import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeWindows, prefixTokenOf } from './make-windows.ts';

test('the windows of lm-evaluation-harness, ten tokens by four', () => {
  const tokens = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  expect(makeWindows(tokens, { window: 4, prefixTokenId: 0 })).toEqual([
    { inputs: [0, 1, 2, 3], targets: [1, 2, 3, 4], scoredFrom: 0 },
    { inputs: [4, 5, 6, 7], targets: [5, 6, 7, 8], scoredFrom: 0 },
    { inputs: [6, 7, 8, 9], targets: [7, 8, 9, 10], scoredFrom: 2 },
  ]);
});

test('a text shorter than the window, an empty text', () => {
  expect(makeWindows([5, 6], { window: 4, prefixTokenId: 0 })).toEqual([
    { inputs: [0, 5], targets: [5, 6], scoredFrom: 0 },
  ]);
  expect(makeWindows([], { window: 4, prefixTokenId: 0 })).toEqual([]);
});

test('every counted token is scored exactly once, after the tokens that precede it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 17 }),
      fc.integer({ min: 0, max: 60 }),
      (length, window, countedFrom) => {
        const tokens = Array.from({ length }, (_, index) => index + 1);
        const scored: number[] = [];
        for (const { inputs, targets, scoredFrom } of makeWindows(tokens, { window, prefixTokenId: 0 }, countedFrom)) {
          expect(inputs.length).toBe(targets.length);
          expect(inputs.length).toBe(Math.min(window, length));
          expect(targets.map((token) => token - 1)).toEqual(inputs);
          scored.push(...targets.slice(scoredFrom));
        }
        expect(scored).toEqual(tokens.slice(countedFrom));
      },
    ),
  );
});

test('the prefix is the begin token, else the end token', () => {
  expect(prefixTokenOf({ beginTokenId: 0, endTokenId: 2 })).toBe(0);
  expect(prefixTokenOf({ endTokenId: 2 })).toBe(2);
  expect(() => prefixTokenOf({})).toThrow('neither');
});
