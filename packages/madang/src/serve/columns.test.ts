import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { besideEachOther, cellsOf, printable, wrap } from './columns.ts';

describe('cells', () => {
  test.each([
    ['abc', 3],
    ['마당', 4],
    ['e\u0301', 1],
    ['漢字かな', 8],
    ['😀', 2],
  ])('%s takes %i', (text, cells) => expect(cellsOf(text)).toBe(cells));
});

test('an answer cannot steer the terminal', () => {
  expect(printable('a\u001b[2Jb\r\u0007c\n\td')).toBe('a[2Jbc\n\td');
});

test('wrapped rows fit and keep every letter', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '마', ' ', '.', '\n') }),
      fc.integer({ min: 2, max: 20 }),
      (text, width) => {
        const rows = wrap(text, width);
        for (const row of rows) expect(cellsOf(row)).toBeLessThanOrEqual(width);
        expect(rows.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      },
    ),
  );
});

test('two answers stand side by side, Hangul included', () => {
  const left = { heading: 'base', text: 'Seoul is the capital of South Korea, and a large city.' };
  const right = { heading: 'graft', text: '서울은 대한민국의 수도이고 아주 큰 도시이다. 한강이 흐른다.' };
  expect(besideEachOther(left, right, 70)).toBe(
    [
      `base${' '.repeat(29)} │ graft`,
      `${'─'.repeat(33)} │ ${'─'.repeat(33)}`,
      'Seoul is the capital of South     │ 서울은 대한민국의 수도이고 아주',
      'Korea, and a large city.          │ 큰 도시이다. 한강이 흐른다.',
      '',
    ].join('\n'),
  );
});

test('where there is no room they follow each other', () => {
  expect(besideEachOther({ heading: 'base', text: 'a' }, { heading: 'graft', text: 'b' }, 50)).toBe(
    '── base\na\n\n── graft\nb\n',
  );
});
