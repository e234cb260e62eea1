// The truth is the tokenizers library: its own pre-tokenizer cuts the same pieces.
import { expect, test } from 'vitest';
import { tokenizerTexts } from '../../../../test/recordings/tokenizer-texts.ts';
import { bytesOfToken } from './byte-characters.ts';
import { preTokenizerNames, preTokenizerOf } from './pre-tokenizers.ts';
import { countPieces, splitterFrom } from './split-pieces.ts';

const texts = [...tokenizerTexts()].map(([section, text]) => ({
  section,
  text: Array.from(text).slice(0, 1500).join(''),
}));

test.each(preTokenizerNames)('%s cuts as the tokenizers library does', async (name) => {
  const { json: preTokenizer, ignoresMerges = false } = preTokenizerOf(name);
  const model = { type: 'BPE', vocab: { a: 0 }, merges: [], ignore_merges: ignoresMerges };
  const json = JSON.stringify({ version: '1.0', added_tokens: [], pre_tokenizer: preTokenizer, model });
  const { Tokenizer } = await import('tokenizers');
  const native = Tokenizer.fromString(json).getPreTokenizer();
  const split = splitterFrom(json);
  for (const { section, text } of texts) {
    const expected = native?.preTokenizeString(text).map(([piece]) => textOf(piece));
    expect(split(text), section).toEqual(expected);
  }
});

test('sentencepiece cuts before spaces, with one before the text where the base puts one', () => {
  const json = (prepend: boolean) => {
    const replace = { type: 'Replace', pattern: { String: ' ' }, content: '\u2581' };
    const normalizers = [{ type: 'Prepend', prepend: '\u2581' }, replace];
    const model = { type: 'BPE', byte_fallback: true, vocab: {}, merges: [] };
    return JSON.stringify({ normalizer: prepend ? { type: 'Sequence', normalizers } : replace, model });
  };
  expect(splitterFrom(json(true))('a  b\n c ')).toEqual([' a', '  b\n', ' c', ' ']);
  expect(splitterFrom(json(false))('a  b')).toEqual(['a', '  b']);
  expect(splitterFrom(json(true))('')).toEqual([]);
});

test('a piece of a megabyte is counted in parts', () => {
  const counts = countPieces(['가😀'.repeat(150_000)], (text) => [text]);
  expect(Math.max(...Array.from(counts.keys(), (piece) => piece.length))).toBeLessThanOrEqual(1000);
  const characters = [...counts].reduce((sum, [piece, count]) => sum + Array.from(piece).length * count, 0);
  expect(characters).toBe(300_000);
});

function textOf(piece: string): string {
  return Buffer.from(bytesOfToken(piece) ?? []).toString('utf8');
}
