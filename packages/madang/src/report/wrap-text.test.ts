import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth } from './display-width.ts';
import { wrapText, wrapToLines } from './wrap-text.ts';

describe('display width', () => {
  test.each([
    ['abc', 3],
    ['한국어', 6],
    ['\u1112\u1161\u11ab', 2], // conjoining jamo of one syllable
    ['한국어 abc', 10],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['ㄱㅏ', 4],
    ['「」', 4],
    ['·…', 2],
    ['\u200b', 0],
  ])('%j takes %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

const words = fc.string({ unit: fc.constantFrom('a', 'b', '한', '국', ' ', '.', '👩‍👩‍👧', 'e\u0301'), maxLength: 120 });

test('no line is wider than asked, and nothing but spaces is lost', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 4, max: 40 }), (text, columns) => {
      const lines = wrapText(text, columns);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

test('a word is kept whole when it fits on a line', () => {
  expect(wrapText('옛날 옛적 깊은 산골에 호랑이가', 14)).toEqual(['옛날 옛적 깊은', '산골에', '호랑이가']);
});

test('what is left out is shown by an ellipsis within the width', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 4, max: 20 }), (text, columns) => {
      const lines = wrapToLines(text, columns, 2);
      expect(lines.length).toBeLessThanOrEqual(2);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      expect(lines.at(-1)?.endsWith('…') ?? false).toBe(wrapText(text, columns).length > 2);
    }),
  );
});
