import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeWikitext } from './write-wikitext.ts';

it.each([
  ["'''마당'''은 [[집|한옥]]의 [[가운데]]에 있다.<ref>책</ref>", '마당은 한옥의 가운데에 있다.'],
  ['{{정보상자|이름=x|값={{작은|y}}}}글', '글'],
  ['{{lang|en|hello}} {{언어|zh|漢字}}', 'hello 漢字'],
  ['[[파일:a.jpg|섬네일|[[서울]]의 모습]]글[[분류:가]][[en:A]]', '글'],
  ['[https://a.example/ 누리집]과 [https://a.example/]', '누리집과'],
  ['== 제목 ==\n* 하나\n* 둘\n== 각주 ==\n<references/>\n', '제목\n- 하나\n- 둘'],
  ['{| class="wikitable"\n|+ 표\n! 이름 !! 수\n|-\n| style="x" | 가 || 1\n|}\n끝', '표\n이름 | 수\n가 | 1\n끝'],
  ['&lt;b&gt; &amp;nbsp;<nowiki>x</nowiki><!-- 속말 -->', '<b> &nbsp;x'],
  ['{{열렸다\n[[닫히지 않았다\n글', '열렸다\n닫히지 않았다\n글'],
])('%s', (source, text) => {
  expect(writeWikitext(source)).toBe(text);
});

it('never fails, whatever a page holds', () => {
  const pieces = fc.constantFrom(
    '{{',
    '}}',
    '[[',
    ']]',
    '{|',
    '|}',
    '|-',
    '|',
    '\n',
    '=',
    '<ref>',
    '</ref>',
    '<',
    "''",
    '가',
  );
  fc.assert(
    fc.property(fc.array(pieces), (parts) => {
      expect(writeWikitext(parts.join(''))).toBeTypeOf('string');
    }),
  );
});
