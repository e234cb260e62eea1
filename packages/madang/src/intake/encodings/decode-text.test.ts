import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../clean-text.ts';
import { decodeText } from './decode-text.ts';

const messy = join(import.meta.dirname, '../../../../../../shared/data/messy/legacy-encodings');
const textOf = (bytes: Uint8Array, declared?: string) => {
  const decoded = decodeText(bytes, { declared });
  return decoded.failure ? decoded.failure.code : `${decoded.encoding}: ${decoded.text}`;
};

describe('decodeText', () => {
  const korean = '오늘은 날씨가 아주 좋습니다.';
  const vietnamese = 'Bước này sẽ cài đặt hệ thống và hỏi bạn về việc phân vùng ổ đĩa.';
  it.each([
    ['euc-kr', 'euc-kr', korean],
    ['cp949', 'cp949', `${korean} 똠방각하가 왔다.`],
    ['shift_jis', 'shift_jis', 'これは日本語の文章です。今日は天気がいい。'],
    ['euc-jp', 'euc-jp', 'これは日本語の文章です。今日は天気がいい。'],
    ['gb18030', 'gb18030', '这是一个中文句子，我们在这里测试编码。'],
    ['big5', 'big5', '這是一個中文句子，我們在這裡測試編碼。'],
    ['viscii', 'viscii', vietnamese],
    ['tcvn', 'tcvn3', vietnamese],
    ['windows-1251', 'windows-1251', 'Это простой русский текст для проверки.'],
    ['koi8-r', 'koi8-r', 'Это простой русский текст для проверки.'],
    ['windows-1252', 'windows-1252', 'Les élèves français étaient très étonnés à Noël.'],
    ['windows-1253', 'windows-1253', 'Αυτό είναι ένα απλό ελληνικό κείμενο.'],
    ['utf-16le', 'utf-16le', `${korean}\n한국어 문장`],
    ['utf-16be', 'utf-16be', `${korean}\n한국어 문장`],
    ['utf-32le', 'utf-32le', `${korean}\n한국어 문장`],
  ])('finds %s by its content', (iconvName, encoding, text) => {
    expect(textOf(encode(text, iconvName))).toBe(`${encoding}: ${text}`);
  });

  it('believes a declaration unless the bytes say otherwise', () => {
    expect(textOf(encode('пароль', 'koi8-r'), 'KOI8-R')).toBe('koi8-r: пароль');
    expect(textOf(encode(korean, 'cp949'), 'iso-8859-1')).toBe(`euc-kr: ${korean}`);
    expect(textOf(Buffer.from(korean), 'euc-kr')).toBe(`utf-8: ${korean}`);
  });

  it('reads lines of several encodings, and one flipped bit with a replacement', () => {
    const lines = [Buffer.from('첫째 줄입니다.\n'), encode('둘째 줄은 다른 인코딩입니다.\n', 'cp949')];
    expect(textOf(Buffer.concat(lines))).toBe('utf-8+euc-kr: 첫째 줄입니다.\n둘째 줄은 다른 인코딩입니다.\n');
    const flipped = Buffer.from('가'.repeat(400));
    flipped[600] = 0xff;
    expect(textOf(flipped)).toContain('\uFFFD');
    expect(textOf(Uint8Array.of(0xff, 0x61, 0xfe, 0x80))).toBe('unknown-encoding');
  });

  it('reads any text in UTF-8 as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const decoded = decodeText(Buffer.from(`${text}가`));
        expect(decoded.failure ?? decoded.text).toBe(`${text}가`.replace(/^\uFEFF/, ''));
      }),
    );
  });
});

describe.skipIf(!existsSync(messy))('the files of messy/legacy-encodings (skipped where ../shared is absent)', () => {
  const read = (path: string) => decodeText(readFileSync(join(messy, path)));
  const clean = (path: string) => {
    const decoded = read(path);
    return decoded.failure ? decoded.failure.code : cleanText(decoded.text).text;
  };
  const truth = clean('made/wikinews-0-39.utf-8-bom-crlf.txt');

  it('are all one text', () => {
    expect(truth).toContain('버락 오바마 미국 대통령 공식 취임');
    expect(clean('made/wikinews-0-39.euc-kr.txt').slice(0, 20_000)).toBe(truth.slice(0, 20_000));
    expect(clean('made/wikinews-0-39.nfd.utf-8.txt').slice(0, 20_000)).toBe(truth.slice(0, 20_000));
  });

  it.each([
    ['made/wikinews-0-9.iso-2022-kr.txt', 'iso-2022-kr'],
    ['made/wikinews-40-79.johab.txt', 'johab'],
    ['made/wikinews-mixed-cp949-utf8.txt', 'utf-8+euc-kr'],
    ['made/bookreviews-excel.cp949.csv', 'cp949'],
    ['chardet/iso-2022-kr/_ude_iso1.txt', 'iso-2022-kr'],
    ['chardet/EUC-KR/_ude_euc2.txt', 'euc-kr'],
    ['chardet/EUC-KR/_chromium_windows-949_with_no_encoding_specified.html', 'euc-kr'],
    ['chardet/EUC-KR/_mozilla_bug9357_text.html', 'euc-kr'],
  ])('%s is %s', (path, encoding) => {
    expect(read(path)).toMatchObject({ encoding, text: expect.not.stringContaining('\uFFFD') });
  });

  it('has its mojibake undone', () => {
    const text = clean('made/wikinews-0-9.mojibake.utf-8.txt');
    expect(text.startsWith('버락 오바마 미국 제44대 대통령이 공식 취임하였다.')).toBe(true);
    expect(text).not.toMatch(/[\u00C0-\u00FF]{3}/);
  });
});
