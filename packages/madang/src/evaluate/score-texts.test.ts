import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Scorer, ScoringWindow } from './contract.ts';
import { bitsPerByte, scoreSequences, scoreTexts } from './score-texts.ts';

const bytesTokenizer = {
  encodeAll: async (texts: readonly string[]) => texts.map((text) => [...Buffer.from(text, 'utf8')]),
};
const uniform: Scorer = {
  score: async (windows) => windows.map(({ targets }) => new Float32Array(targets.length).fill(-Math.log(256))),
};

/** A real bigram model: the probability depends on the token before, so a wrong alignment changes the score. */
const bigramLogProbability = (previous: number, token: number) => -Math.log(2 + ((previous * 7 + token * 3) % 5));
const bigram: Scorer = {
  score: async (windows) =>
    windows.map(({ inputs, targets }) =>
      Float32Array.from(targets, (token, index) => bigramLogProbability(inputs[index] ?? Number.NaN, token)),
    ),
};

test('a uniform model over bytes needs eight bits a byte, whatever the text', async () => {
  const scores = await scoreTexts(['마당', 'open', ''], {
    tokenizer: bytesTokenizer,
    scorer: uniform,
    window: 4,
    prefixTokenId: 0,
  });
  expect(scores.map((score) => score.bytes)).toEqual([6, 4, 0]);
  expect(bitsPerByte(scores)).toBeCloseTo(8, 6);
});

test('bytes are those of the NFC text', async () => {
  const setup = { tokenizer: bytesTokenizer, scorer: uniform, window: 8, prefixTokenId: 0 };
  const [decomposed] = await scoreTexts(['마당'.normalize('NFD')], setup);
  const [composed] = await scoreTexts(['마당'], setup);
  expect(decomposed).toEqual(composed);
});

test('each sequence gets the sum over its own tokens, from where it counts', async () => {
  const sequence = fc.record({
    tokens: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 40 }),
    countedFrom: fc.nat({ max: 10 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(sequence, { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      async (sequences, window) => {
        const sums = await scoreSequences(sequences, { scorer: bigram, window, prefixTokenId: 99 });
        const expected = sequences.map(({ tokens, countedFrom }) =>
          tokens.reduce(
            (sum, token, index) =>
              index < countedFrom
                ? sum
                : sum + bigramLogProbability(index === 0 ? 99 : (tokens[index - 1] ?? 0), token),
            0,
          ),
        );
        expect(sums.length).toBe(expected.length);
        for (const [index, sum] of sums.entries()) expect(sum).toBeCloseTo(expected[index] ?? Number.NaN, 4);
      },
    ),
  );
});

test('windows arrive together', async () => {
  const seen: (readonly ScoringWindow[])[] = [];
  const watching: Scorer = {
    score: (windows) => {
      seen.push(windows);
      return uniform.score(windows);
    },
  };
  await scoreTexts(['ab', 'abcdef', 'abcd'], {
    tokenizer: bytesTokenizer,
    scorer: watching,
    window: 5,
    prefixTokenId: 0,
  });
  expect(seen.map((windows) => windows.map(({ inputs }) => inputs.length))).toEqual([[2, 5, 5, 4]]);
});

test('a scorer that returns the wrong number of values is an error', async () => {
  const broken: Scorer = { score: async (windows) => windows.map(() => new Float32Array(1)) };
  await expect(
    scoreTexts(['abc'], { tokenizer: bytesTokenizer, scorer: broken, window: 8, prefixTokenId: 0 }),
  ).rejects.toThrow('1 numbers for 3 targets');
});
