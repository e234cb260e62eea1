import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countByteSequences } from './byte-trie.ts';
import { trainNgram } from './n-gram-baseline.ts';

test('a full-length sequence is counted as often as it was seen, a shorter one by the bytes before it', () => {
  const trie = countByteSequences(['abab', 'cb'], 2);
  const countOf = (sequence: string) => {
    let node = 0;
    for (const byte of Buffer.from(sequence)) node = trie.child(node, byte);
    return trie.counts[node];
  };
  expect(['ab', 'ba', 'cb'].map(countOf)).toEqual([2, 1, 1]);
  // a: at the start and after b; b: after a and after c; c: at the start
  expect(['a', 'b', 'c'].map(countOf)).toEqual([2, 2, 1]);
});

test('after any context the 256 probabilities sum to one and none is zero', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 8 }),
      fc.uint8Array({ maxLength: 12 }),
      fc.integer({ min: 1, max: 6 }),
      (texts, context, longest) => {
        const model = trainNgram(texts, longest);
        for (const seen of [context, new Uint8Array(Buffer.from(texts[0] ?? '').subarray(0, 7))]) {
          const distribution = model.distributionAfter(seen);
          expect(distribution.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 10);
          expect(Math.min(...distribution)).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('bits per byte is the mean of the surprise, byte by byte', () => {
  const model = trainNgram(['마당에서 마당으로', 'a yard'], 5);
  const bytes = Buffer.from('마당이');
  const bits = bytes.reduce(
    (sum, byte, index) => sum - Math.log2(model.distributionAfter(bytes.subarray(0, index))[byte] ?? 0),
    0,
  );
  expect(model.bitsPerByte(['마당이'])).toBeCloseTo(bits / bytes.length, 10);
});

test('with nothing to learn from every byte costs eight bits', () => {
  expect(trainNgram([]).bitsPerByte(['마당'])).toBe(8);
});

const news = '../shared/data/ko-wikinews/corpus.jsonl';

test.skipIf(!existsSync(news))(
  'news (skipped where ../shared/data is absent): near what PPM reaches, more text helps',
  () => {
    const texts = readFileSync(news, 'utf8')
      .trim()
      .split('\n')
      .map((line) => String(JSON.parse(line).text));
    const held = texts.filter((_, index) => index % 20 === 0);
    const train = texts.filter((_, index) => index % 20 !== 0).slice(0, 250);
    const bits = trainNgram(train).bitsPerByte(held);
    // PPMd of order 8 trained on 300 kB of mixed Korean text: 2.045 on the same kind of news
    expect(bits).toBeLessThan(2.1);
    expect(bits).toBeGreaterThan(1.5);
    expect(trainNgram(train.slice(0, 25)).bitsPerByte(held)).toBeGreaterThan(bits + 0.1);
  },
);
