import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth, padToWidth, truncateToWidth, wrapToWidth } from './display-width.ts';

test.each([
  ['graft', 5],
  ['마당', 4],
  ['마당', 4],
  ['漢字かな', 8],
  ['é', 1],
  ['👩‍👩‍👧', 2],
  ['Ａ', 2],
  ['a\u200B', 1],
])('%s takes %i columns', (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});

describe('any text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '한', '글', 'é', '👍', '.') });
  const columns = fc.integer({ min: 4, max: 90 });

  test('is cut to the columns it is given', () => {
    fc.assert(
      fc.property(text, columns, (whole, width) => {
        const cut = truncateToWidth(whole, width);
        expect(displayWidth(cut)).toBeLessThanOrEqual(width);
        if (displayWidth(whole) <= width) expect(cut).toBe(whole);
      }),
    );
  });

  test('is wrapped without losing words that fit', () => {
    fc.assert(
      fc.property(text, columns, (whole, width) => {
        const lines = wrapToWidth(whole, width);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        const words = whole.split(/\s+/).filter((word) => word !== '');
        if (words.every((word) => displayWidth(word) <= width)) expect(lines.join(' ')).toBe(words.join(' '));
      }),
    );
  });

  test('is padded by columns, not by letters', () => {
    expect(displayWidth(padToWidth('마당', 10))).toBe(10);
  });
});
