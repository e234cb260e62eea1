import { expect, test } from 'vitest';
import { besideEachOther, printable } from './columns.ts';

test('an answer cannot steer the terminal', () => {
  expect(printable('a\u001b[2Jb\r\u0007c\n\td')).toBe('a[2Jbc\n\td');
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
