import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth, padToWidth, truncateToWidth, wrapToWidth } from './display-width.ts';

test.each([
  ['graft', 5],
  ['마당', 4],
  ['마당'.normalize('NFD'), 4],
  ['한국어 abc', 10],
  ['ㄱㅏ', 4],
  ['漢字かな', 8],
  ['Ａ「」', 6],
  ['·…', 2],
  ['e\u0301', 1],
  ['😀', 2],
  ['❤️', 2],
  ['👩‍👩‍👧', 2],
  ['🇰🇷', 2],
  ['a\u200b', 1],
  ['\u001b', 0],
])('%j takes %i columns', (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});

test('is padded by columns, not by letters', () => {
  expect(padToWidth('마당', 6)).toBe('마당  ');
  expect(padToWidth('마당', 3)).toBe('마당');
});

test('a word is kept whole when it fits on a line; line feeds and indentation stay', () => {
  expect(wrapToWidth('옛날 옛적 깊은 산골에 호랑이가', 14)).toEqual(['옛날 옛적 깊은', '산골에', '호랑이가']);
  expect(wrapToWidth('가나다라마바 사', 5)).toEqual(['가나', '다라', '마바', '사']);
  expect(wrapToWidth('one  two\n\n  three four', 9)).toEqual(['one  two', '', '  three', 'four']);
});

describe('any text', () => {
  const unit = fc.constantFrom('a', 'b', ' ', '한', '글', '\n', '.', 'e\u0301', '👍', '👩‍👩‍👧');
  const text = fc.string({ unit, maxLength: 120 });

  test('is cut to the columns it is given', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 90 }), fc.constantFrom('..', '…'), (whole, columns, ending) => {
        const cut = truncateToWidth(whole, columns, ending);
        expect(displayWidth(cut)).toBeLessThanOrEqual(columns);
        if (displayWidth(whole) <= columns) expect(cut).toBe(whole);
        else expect(whole.startsWith(cut.slice(0, -ending.length)) && cut.endsWith(ending)).toBe(true);
      }),
    );
  });

  test('is wrapped into lines that fit, and loses nothing but spaces', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 40 }), (whole, columns) => {
        const lines = wrapToWidth(whole, columns);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(whole.replaceAll(/\s/g, ''));
      }),
    );
  });

  test('is broken at spaces only where every word fits', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 40 }), (whole, columns) => {
        const words = whole.split(/\s+/).filter((word) => word !== '');
        fc.pre(words.every((word) => displayWidth(word) <= columns));
        const wrapped = wrapToWidth(whole, columns).flatMap((line) => line.split(/\s+/));
        expect(wrapped.filter((word) => word !== '')).toEqual(words);
      }),
    );
  });
});
