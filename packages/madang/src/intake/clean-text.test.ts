import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text.ts';

const wrong = (text: string, from: 'utf8' | 'cp949') =>
  new TextDecoder('windows-1252').decode(encode(text, from === 'utf8' ? 'utf-8' : 'cp949'));
const codesOf = (text: string) => cleanText(text).remarks.map(({ code }) => code);

describe('mojibake', () => {
  const text = '마당은 한국 집의 한가운데 있다.';
  it('is undone, also twice over, line by line', () => {
    expect(cleanText(wrong(text, 'utf8'))).toMatchObject({ text, remarks: [{ code: 'mojibake-repaired' }] });
    expect(cleanText(wrong(wrong(text, 'utf8'), 'utf8')).text).toBe(text);
    expect(cleanText(wrong(text, 'cp949')).text).toBe(text);
    expect(cleanText(`바른 줄\n${wrong(text, 'utf8')}`).text).toBe(`바른 줄\n${text}`);
  });

  it('is left where nothing is certain', () => {
    for (const right of [
      'Ça coûte très cher à l’été',
      'Größe, Übermaß, Ärger — naïve façade',
      'é written as Ã© is wrong',
    ]) {
      expect(cleanText(right)).toEqual({ text: right, remarks: [] });
    }
  });
});

describe('old Hangul', () => {
  it("goes from Hanyang's private use area to jamo; icons of web fonts stay", () => {
    expect(cleanText('나랏말\uEBD4미')).toMatchObject({ text: '나랏말\u110A\u119E미' });
    expect(cleanText('menu \uE0BD').text).toBe('menu \uE0BD');
  });
});

describe('damage', () => {
  it('is told with its line', () => {
    expect(cleanText('하나\n두\uFFFD울').remarks).toEqual([
      { code: 'replacement-characters', values: { count: 1, line: 2 } },
    ]);
    expect(codesOf('占쏙옙占쏙옙')).toEqual(['lost-korean']);
    expect(codesOf('하\u1161나')).toEqual(['broken-jamo']);
    expect(codesOf('가나다라마'.repeat(50))).toEqual(['few-spaces']);
    expect(codesOf('글 자 사 이 가 다 떨 어 졌 다 '.repeat(30))).toEqual(['many-spaces']);
  });

  it('is found in no sound text', () => {
    expect(
      codesOf(
        'ㅋㅋ 나랏말\u110A\u119E미 '.repeat(3) + '물은 바다에서 하늘로 올라갔다가 비가 되어 돌아온다. '.repeat(20),
      ),
    ).toEqual([]);
  });

  it('cleaning is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = cleanText(text).text;
        expect(cleanText(once).text).toBe(once);
      }),
    );
  });
});
