// The truth here is the tokenizers library itself: a base tokenizer is learned from English, extended with the found
// merges, and every row of the table must be what the extended tokenizer says of the whole texts.
import { expect, test } from 'vitest';
import { tokenFromBytes } from './byte-characters.ts';
import { openTokenizer } from './encode.ts';
import { findCandidates, type Merge } from './find-candidates.ts';
import { openPieceTokenizer } from './open-piece-tokenizer.ts';
import { type PreTokenizerName, preTokenizerNames, preTokenizerOf } from './pre-tokenizers.ts';
import { segmentPieces } from './segment-pieces.ts';
import { splitterFrom } from './split-pieces.ts';
import { tabulateFertility } from './tabulate-fertility.ts';
import { findTargetCharacters, holdsTargetCharacter, touchesTarget } from './target-characters.ts';

const english = [
  "In the courtyard of a Korean house everyone passes through. It's open, in the middle: 24 people, 1,365 days!\n\n  The yard's door isn't closed.",
  'People of the village gave their texts, and the texts were read by the people of the village in 2024.',
];
const korean = [
  '마당은 한옥의 한가운데에 있다. 누구나 마당을 지나간다.\n\n마당에서 아이들이 놀고 있다. 2024년 3월 15일에 마당이 열렸다!',
  '마을 사람들이 글을 주었다. 사람들이 준 글을 마을 사람들이 읽었다. HTML을 쓰는 사람들도 있다.',
  '한옥에는 마당이 있고, 마당에는 사람들이 있다. 사람들은 마당에서 글을 읽는다.',
];
const heldOut = [
  '사람들이 마당에서 글을 읽고 있다.  3월에는 한옥을 지나간다\u3000(1,365명).',
  'HTML은 마을 사람들의 글이 아니다 — it\u2019s ours.',
];

const bytesOnly = Array.from({ length: 256 }, (_, byte) => tokenFromBytes(Uint8Array.of(byte)));

function tokenizerJson(name: PreTokenizerName, tokens: readonly string[], merges: readonly Merge[]): string {
  const withMerges = [...tokens, ...merges.map(({ token }) => token)];
  return JSON.stringify({
    version: '1.0',
    added_tokens: [],
    pre_tokenizer: preTokenizerOf(name).json,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(withMerges.map((token, id) => [token, id])),
      merges: merges.map(({ left, right }) => [withMerges[left], withMerges[right]]),
    },
  });
}

async function mergesOf(name: PreTokenizerName, texts: readonly string[], maximum: number): Promise<Merge[]> {
  const bytes = tokenizerJson(name, bytesOnly, []);
  return findCandidates(await segmentPieces(texts, splitterFrom(bytes), await openTokenizer(bytes)), {
    maximum,
    firstNewId: 256,
    tokenOf: (id) => bytesOnly[id],
    isInVocabulary: (token) => bytesOnly.includes(token),
    accept: () => true,
  });
}

test.each(preTokenizerNames)('every row is what an extended tokenizer says: %s', async (name) => {
  const baseMerges = await mergesOf(name, english, 60);
  const json = tokenizerJson(name, bytesOnly, baseMerges);
  const [base, split] = [await openPieceTokenizer(json), splitterFrom(json)];
  const sizes = [0, 5, 20, 35, 100_000];
  const options = { sizes, exampleSize: 20, trainedTokens: undefined, model: undefined };
  const { rows, floor, rule } = await tabulateFertility(
    { train: korean, heldOut, source: english },
    base,
    split,
    options,
  );
  expect(rows.map(({ newTokens }) => newTokens)).toEqual([0, 5, 20, 35]);
  expect(rule).toBe('target-characters');

  const bytes = Buffer.byteLength(heldOut.join(''));
  const firstNewId = 256 + baseMerges.length;
  const pieces = await segmentPieces(korean, split, base);
  const target = findTargetCharacters(pieces, await segmentPieces(english, split, base));
  const merges = findCandidates(
    pieces.filter(({ piece }) => holdsTargetCharacter(piece, target)),
    {
      maximum: 60,
      firstNewId,
      tokenOf: base.tokenOf,
      isInVocabulary: (token) => base.idOf(token) !== undefined,
      accept: (token) => touchesTarget(token, target),
    },
  );
  for (const { newTokens, tokensPerByte, usedShare, sourceChange } of rows) {
    const extended = await openTokenizer(
      tokenizerJson(name, bytesOnly, [...baseMerges, ...merges.slice(0, newTokens)]),
    );
    const ids = (await extended.encodeAll(heldOut)).flat();
    expect(tokensPerByte).toBeCloseTo(ids.length / bytes, 12);
    if (newTokens > 0)
      expect(usedShare).toBeCloseTo(new Set(ids.filter((id) => id >= firstNewId)).size / newTokens, 12);
    expect(sourceChange).toBe(0);
    expect(await extended.encodeAll(english)).toEqual(await base.encodeAll(english));
  }
  expect(rows.at(-1)?.speed).toBeGreaterThan(1.5);
  expect(floor.tokensPerByte).toBeLessThan(rows.at(-1)?.tokensPerByte ?? 0);
});

test('words, characters and examples are what a reader counts', async () => {
  const json = tokenizerJson('smollm', bytesOnly, []);
  const tokenizer = await openPieceTokenizer(json);
  const options = {
    sizes: [0, 10],
    exampleSize: 10,
    trainedTokens: 1000,
    model: { hiddenSize: 8, tiedEmbeddings: false, parameters: 10_000 },
  };
  const held = ['마당에 마당이\n마당에', '글😀'];
  const fertility = await tabulateFertility(
    { train: korean, heldOut: held, source: english },
    tokenizer,
    splitterFrom(json),
    options,
  );
  expect(fertility.heldOut).toEqual({ bytes: 36, words: 4, characters: 13, documents: 2 });
  const [base, ten] = fertility.rows;
  expect(base).toMatchObject({
    tokensPerByte: 1,
    tokensPerWord: 9,
    tokensPerCharacter: 36 / 13,
    speed: 1,
    rows: 0,
    parameters: 0,
  });
  // padded to 64 rows, twice where input and output rows are two matrices
  expect(ten).toMatchObject({ rows: 128, parameters: 1024 });
  expect(fertility.examples[0]).toMatchObject({ word: '마당에', count: 2 });
  expect(fertility.examples[0]?.now.join('')).toBe('\\xEB\\xA7\\x88\\xEB\\x8B\\xB9\\xEC\\x97\\x90');
  expect(fertility.recommendation.reason).toBe('budget-small');
});

test('a language with the letters of the source keeps all merges as candidates', async () => {
  const json = tokenizerJson('gpt-2', bytesOnly, []);
  const tokenizer = await openPieceTokenizer(json);
  const swahili = ['Watu wa kijiji walitoa maandishi yao, na maandishi yalisomwa na watu wa kijiji.'];
  const { rule, candidates } = await tabulateFertility(
    { train: swahili, heldOut: swahili, source: english },
    tokenizer,
    splitterFrom(json),
    { sizes: [0, 5], exampleSize: 5, trainedTokens: undefined, model: undefined },
  );
  expect(rule).toBe('all-characters');
  expect(candidates).toBe(5);
});

test('another pre-tokenizer is named in the error', () => {
  const json = JSON.stringify({ pre_tokenizer: { type: 'Metaspace' } });
  expect(() => splitterFrom(json)).toThrow('Metaspace');
});
