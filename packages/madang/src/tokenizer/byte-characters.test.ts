import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOfToken, showToken, stretchesOf, tokenFromBytes } from './byte-characters.ts';

test('the characters that GPT-2 vocabularies use', () => {
  expect(tokenFromBytes(Buffer.from(' the'))).toBe('Ġthe');
  expect(tokenFromBytes(Buffer.from('\n'))).toBe('Ċ');
  expect(tokenFromBytes(Buffer.from('가'))).toBe('ê°Ģ');
  expect(tokenFromBytes(Uint8Array.of(0xad, 0x7f))).toBe('Ńġ');
});

test('all bytes go there and back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(bytesOfToken(tokenFromBytes(bytes))).toEqual(bytes);
    }),
  );
  expect(new Set(tokenFromBytes(Uint8Array.from({ length: 256 }, (_, byte) => byte))).size).toBe(256);
  expect(bytesOfToken('<|im end|>')).toBeUndefined();
});

test('text is one stretch a character, wherever it is cut the broken bytes stand apart', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), fc.nat(40), (text, cut) => {
      const bytes = Buffer.from(text);
      expect(stretchesOf(bytes).map((stretch) => ('text' in stretch ? stretch.text : '?'))).toEqual([
        ...text.toWellFormed(),
      ]);
      const part = new Uint8Array(bytes.subarray(cut));
      const glued = stretchesOf(part).flatMap((stretch) => [
        ...('text' in stretch ? Buffer.from(stretch.text) : stretch.bytes),
      ]);
      expect(glued).toEqual([...part]);
    }),
  );
});

test.each([
  ['ĠëĭĪëĭ¤', ' 니다'],
  ['Ġìĺ', ' \\xEC\\x98'],
  ['ģ', '\\x81'],
  ['<|im end|>', '<|im end|>'],
])('%s is shown as %s', (token, shown) => {
  expect(showToken(token)).toBe(shown);
});
