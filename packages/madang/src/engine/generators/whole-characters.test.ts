import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeCharacters } from './whole-characters.ts';

/** Tokens are single bytes; decoding gives U+FFFD for what is no whole character. */
const decode = (ids: readonly number[]) => Buffer.from(ids).toString('utf8');

test('text comes whole, in pieces that break no character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (raw) => {
      const text = raw.toWellFormed().replaceAll('\uFFFD', '');
      const pieces = wholeCharacters(decode);
      const said = [...Buffer.from(text, 'utf8')].map((byte) => pieces.push(byte));
      expect(said.join('') + pieces.end()).toBe(text);
      for (const piece of said) expect(piece).not.toContain('\uFFFD');
    }),
  );
});

test('a character is held until its last byte', () => {
  const pieces = wholeCharacters(decode);
  const bytes = [...Buffer.from('한')];
  expect(bytes.map((byte) => pieces.push(byte))).toEqual(['', '', '한']);
});

test('bytes that are no text are let go after four', () => {
  const pieces = wholeCharacters(decode);
  expect([0xff, 0xff, 0xff, 0xff].map((byte) => pieces.push(byte)).at(-1)).toBe('\uFFFD'.repeat(4));
});

test('a character that was cut at the end is left out', () => {
  const pieces = wholeCharacters(decode);
  expect([0x61, 0xed, 0x95].map((byte) => pieces.push(byte)).join('') + pieces.end()).toBe('a');
});
