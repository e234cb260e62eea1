// The truth is the tokenizers library: it opens what was written, and must reach every new token.
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { documentSchema } from '../intake/contract.ts';
import { writeDocuments } from '../intake/read-documents.ts';
import type { MadangEvent } from '../kernel/events.ts';
import { hashText } from '../kernel/hash.ts';
import { type Artifact, openStore } from '../kernel/store.ts';
import { tinyConfig, tinyModel } from '../model/tiny-model.fixture.ts';
import { openTokenizer } from './encode.ts';
import { type ExtendTokenizerInput, extendTokenizer, readExtension } from './extend-tokenizer.operation.ts';

const korean = [
  '마당은 한옥의 한가운데에 있다. 누구나 마당을 지나간다. 마당에서 아이들이 놀고 있다.',
  '마을 사람들이 글을 주었다. 사람들이 준 글을 마을 사람들이 읽었다. HTML을 쓰는 사람들도 있다.',
  '한옥에는 마당이 있고, 마당에는 사람들이 있다. 사람들은 마당에서 글을 읽는다. <|im_start|>',
];
const english = ['the people of the village gave their texts to the people of the yard, and the texts were read'];
const sharedLetters =
  'a jolly king likes milk and jam, and his kids walk with books to a village by the sea to buy a bike';
const swahili = ['watu wa kijiji walisoma the texts', 'watu wa kijiji wanasoma vitabu vya kijiji na the people'];
const { tokenizerJson } = tinyModel();

let events: MadangEvent[];
let graftFolder: string;
beforeAll(async () => {
  events = [];
  graftFolder = await mkdtemp(join(tmpdir(), 'madang-extend-'));
});
const effects = {
  emit: (event: MadangEvent) => events.push(event),
  signal: new AbortController().signal,
  clock: () => 0,
  store: openStore,
};

describe('a script of its own', () => {
  test('gets tokens that are reached, ids after the last, and source text as before', async () => {
    const artifact = await extendTokenizer(await inputOf(korean, english, 24), effects);
    const { firstNewId, newTokens, rows, merges, proof, rule } = await readExtension(artifact);
    const extended = await openTokenizer(await readFile(join(artifact.folder, 'tokenizer.json'), 'utf8'));
    const base = await openTokenizer(tokenizerJson);

    expect(rule).toBe('target-characters');
    expect([firstNewId, newTokens, merges.length]).toEqual([tinyConfig.vocabularySize, 24, 24]);
    expect([rows % 64, rows >= firstNewId + 24, rows < firstNewId + 24 + 64]).toEqual([0, true, true]);
    expect(proof.unreached).toEqual([]);
    expect(proof.differentPieces).toBe(0);
    expect(proof.wholeTokens + proof.fragments).toBe(24);
    for (const [place, { token }] of merges.entries()) expect(extended.idOf(token)).toBe(firstNewId + place);
    expect(await extended.encodeAll(english)).toEqual(await base.encodeAll(english));
    expect(proof.sourceChangedShare).toBe(0);
    const [before, after] = [await base.encode(korean[0] ?? ''), await extended.encode(korean[0] ?? '')];
    expect(after.length).toBeLessThan(before.length / 1.5);
    expect(await extended.decode(after)).toBe(korean[0]);
    // special tokens stay what they were
    expect((await extended.encode('<|im_start|>'))[0]).toBe(1);
  });

  test('takes unused rows of the base first, and says what it did', async () => {
    const input = await inputOf(korean, english, 8);
    const artifact = await extendTokenizer({ ...input, baseRows: 512 }, effects);
    expect((await readExtension(artifact)).rows).toBe(512);
    expect(events.filter((event) => event.type === 'notice').at(-1)).toMatchObject({
      code: 'tokenizer/extended',
      values: { newTokens: 8, changed: 0 },
    });
  });
});

describe('a shared script', () => {
  test('refuses merges that would cut more than a hundredth of the source text anew', async () => {
    const artifact = await extendTokenizer(await inputOf(swahili, [...english, sharedLetters], 40), effects);
    const { proof, rule, merges } = await readExtension(artifact);
    expect(rule).toBe('all-characters');
    expect(proof.sourceChangedShare).toBeLessThanOrEqual(0.01);
    expect(merges.map(({ token }) => token)).not.toContain('Ġthe');
    expect(merges.length).toBeGreaterThan(3);
  });
});

test('text without a pair is refused, and nothing stays', async () => {
  const input = await inputOf(['a', 'b'], english, 8);
  await expect(extendTokenizer(input, effects)).rejects.toMatchObject({ code: 'tokenizer/no-merges' });
});

test('a tokenizer of another kind is refused', async () => {
  const unigram = JSON.stringify({
    ...JSON.parse(tokenizerJson),
    model: { type: 'Unigram', vocab: [['a', -1]], unk_id: 0 },
  });
  const input = { ...(await inputOf(korean, english, 8)), tokenizerJson: unigram, baseHash: 'unigram' };
  await expect(extendTokenizer(input, effects)).rejects.toMatchObject({ code: 'tokenizer/not-extendable' });
});

async function inputOf(train: string[], source: string[], newTokens: number): Promise<ExtendTokenizerInput> {
  const corpus = await corpusOf(train);
  return {
    graftFolder,
    corpus,
    tokenizerJson,
    baseHash: 'b',
    baseRows: tinyConfig.vocabularySize,
    sourceTexts: source,
    newTokens,
  };
}

async function corpusOf(texts: readonly string[]): Promise<Artifact> {
  const store = await openStore(graftFolder);
  const documents = texts.map((text) => {
    const id = hashText(text);
    return documentSchema.parse({ id, text, parent: id, part: 0, source: 0, path: 'texts', licence: 'unknown' });
  });
  const settings = { texts: hashText(texts.join('\n')) };
  return store.produce({ kind: 'corpus', operation: 'curate', revision: 1, inputs: {}, settings }, async (folder) => {
    await writeDocuments(join(folder, 'train.jsonl.gz'), documents);
    await writeDocuments(join(folder, 'held-out.jsonl.gz'), documents.slice(0, 1));
    return {};
  });
}
