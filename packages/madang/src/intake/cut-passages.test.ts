import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAboveBytes, cutPassages, passageBytes } from './cut-passages.ts';
import { normalizeText } from './normalize-text.ts';

const withoutSpace = (text: string) => text.replace(/\s+/g, '');
const pieces = fc.constantFrom(
  '마당',
  '한글은 ',
  '집.',
  ' ',
  '\n',
  '\n\n',
  '👩‍👩‍👧',
  'é',
  'q\u0323\u0307',
  'abc ',
  '。',
  'ᄒᆞᆫ',
  '\t',
);
const texts = fc.array(pieces, { maxLength: 400 }).map((parts) => normalizeText(parts.join('')));

describe('cutPassages', () => {
  it('loses nothing but whitespace at the cuts, and keeps to the limit', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 32, max: 200 }), (text, limit) => {
        const passages = cutPassages(text, limit, limit);
        expect(withoutSpace(passages.join(''))).toBe(withoutSpace(text));
        if (Buffer.byteLength(text) > limit)
          for (const passage of passages) expect(Buffer.byteLength(passage)).toBeLessThanOrEqual(limit);
        // in order, and each a stretch of the text
        let from = 0;
        for (const passage of passages) {
          const at = text.indexOf(passage, from);
          expect(at).toBeGreaterThanOrEqual(from);
          expect(text.slice(from, at).trim()).toBe('');
          from = at + passage.length;
        }
      }),
    );
  });

  it('never cuts inside a character, and passages stay in NFC', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const passage of cutPassages(text, 40, 40)) {
          expect(passage.isWellFormed()).toBe(true);
          expect(passage.normalize('NFC')).toBe(passage);
          expect(passage).not.toMatch(/^[\p{M}\u200d]/u);
        }
      }),
    );
  });

  it('leaves a text of 16 kB whole and cuts a longer one', () => {
    expect(cutPassages(`${'가'.repeat(5333)}a`)).toHaveLength(1);
    const passages = cutPassages('가'.repeat(6000));
    expect(passages.map((passage) => Buffer.byteLength(passage))).toEqual([7998, 7998, 2004]);
    expect(cutAboveBytes).toBe(2 * passageBytes);
  });

  it('prefers a blank line, then a line end, then a sentence end, then a space', () => {
    expect(cutPassages('하나 둘.\n셋\n\n넷 다섯. 여섯 일곱', 40, 40)).toEqual(['하나 둘.\n셋', '넷 다섯. 여섯 일곱']);
    expect(cutPassages('하나 둘.\n넷 다섯. 여섯 일곱 여덟', 40, 40)).toEqual(['하나 둘.', '넷 다섯. 여섯 일곱 여덟']);
    expect(cutPassages('넷 다섯. 여섯 일곱 여덟 아홉', 36, 36)).toEqual(['넷 다섯.', '여섯 일곱 여덟 아홉']);
    expect(cutPassages('여섯 일곱 여덟 아홉 열하나', 32, 32)).toEqual(['여섯 일곱 여덟 아홉', '열하나']);
  });

  it('does not cut a tiny passage off for a blank line near its start', () => {
    const [first] = cutPassages(`제목\n\n${'한 문장이 이어진다. '.repeat(20).trim()}`, 200, 200);
    expect(Buffer.byteLength(first ?? '')).toBeGreaterThan(100);
  });
});
