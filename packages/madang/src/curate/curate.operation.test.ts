import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from '../intake/collect.operation.ts';
import { sourceSchema } from '../intake/contract.ts';
import { readDocuments } from '../intake/read-documents.ts';
import type { Effects } from '../kernel/effects.ts';
import type { MadangEvent } from '../kernel/events.ts';
import { openStore } from '../kernel/store.ts';
import { corpusFactsSchema, curateSettingsSchema, verdictSchema } from './contract.ts';
import { curate } from './curate.operation.ts';
import { explainVerdict } from './explain-verdict.ts';
import { foldText } from './fold-text.ts';

const root = join(import.meta.dirname, '../../../..');
const golden = join(root, 'test/golden/curate');
let graftFolder = '';
let events: MadangEvent[] = [];
const effects: Effects = {
  emit: (event) => events.push(event),
  signal: new AbortController().signal,
  store: openStore,
  clock: Date.now,
};

beforeEach(async () => {
  graftFolder = await mkdtemp(join(tmpdir(), 'madang-curate-'));
  events = [];
});
afterEach(() => rm(graftFolder, { recursive: true }));

async function curateFolder(textsFolder: string, sources: object[], language: string, settings: object) {
  const parsed = sources.map((source) => sourceSchema.parse(source));
  const documents = await collect({ graftFolder, textsFolder, sources: parsed }, effects);
  return curate({ graftFolder, documents, language, settings: curateSettingsSchema.parse(settings) }, effects);
}

async function curateTexts(texts: readonly string[], language = 'ko', settings: object = { minimumCharacters: 1 }) {
  await writeFile(join(graftFolder, 'a.jsonl'), texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
  return curateFolder(graftFolder, [{ path: 'a.jsonl' }], language, settings);
}

describe('golden cases', async () => {
  for (const name of await readdir(golden)) {
    it(name, async () => {
      const input = join(golden, name, 'input');
      const expected = join(golden, name, 'expected');
      const { sources, language, settings } = JSON.parse(await readFile(join(input, 'case.json'), 'utf8'));
      const corpus = await curateFolder(input, sources, language, settings);
      const found: Record<string, string> = {
        'verdicts.jsonl': await readFile(join(corpus.folder, 'verdicts.jsonl'), 'utf8'),
        'facts.json': `${JSON.stringify(corpus.record.facts, null, 2)}\n`,
      };
      if (process.env.UPDATE_GOLDEN) {
        await mkdir(expected, { recursive: true });
        for (const [file, content] of Object.entries(found)) await writeFile(join(expected, file), content);
      }
      for (const [file, content] of Object.entries(found)) {
        expect(content, file).toBe(await readFile(join(expected, file), 'utf8'));
      }
    });
  }
});

describe('examples/korean', () => {
  it('keeps train and held-out apart, checked run by run, and counts add up', async () => {
    const files = ['wikinews', 'fairytales', 'constitution', 'react-docs', 'book-reviews'];
    const sources = files.map((file) => ({ path: `texts/${file}.jsonl`, language: 'ko' }));
    const corpus = await curateFolder(join(root, 'examples/korean'), sources, 'ko', {});
    const train = await readDocuments(join(corpus.folder, 'train.jsonl.gz'));
    const heldOut = await readDocuments(join(corpus.folder, 'held-out.jsonl.gz'));

    const runs = new Set<string>();
    for (const { text } of heldOut) {
      const folded = foldText(text);
      for (let start = 0; start + 40 <= folded.length; start += 1) runs.add(folded.slice(start, start + 40));
    }
    const shares = ({ text }: { text: string }) => {
      const folded = foldText(text);
      for (let start = 0; start + 40 <= folded.length; start += 1) {
        if (runs.has(folded.slice(start, start + 40))) return true;
      }
      return false;
    };
    expect(runs.size).toBeGreaterThan(50_000);
    expect(train.filter(shares)).toEqual([]);

    const facts = corpusFactsSchema.parse(corpus.record.facts);
    expect(facts.heldOutBy).toBe('parent');
    expect(facts.train).toEqual({
      documents: train.length,
      bytes: train.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    });
    const verdicts = (await readFile(join(corpus.folder, 'verdicts.jsonl'), 'utf8')).trimEnd().split('\n');
    const counted = Object.values(facts.verdicts).reduce((sum, { documents }) => sum + documents, 0);
    expect(counted).toBe(verdicts.length);
    const heldOutShare = facts.heldOut.bytes / (facts.heldOut.bytes + facts.train.bytes);
    expect(heldOutShare).toBeGreaterThan(0.02);
    expect(heldOutShare).toBeLessThan(0.1);
  });
});

describe('curate', () => {
  it('is not done again for the same documents and settings', async () => {
    const texts = Array.from({ length: 3 }, (_, index) => `우리말 글 ${index}`);
    const first = await curateTexts(texts);
    expect((await curateTexts(texts)).reused).toBe(true);
    const changed = await curateTexts(texts, 'ko', { minimumCharacters: 2 });
    expect([changed.reused, changed.hash]).toEqual([false, first.hash]);
  });

  it('refuses what leaves nothing to train or to measure on, and leaves nothing half-written', async () => {
    await expect(curateTexts(['Only English here.', 'And here.'])).rejects.toMatchObject({
      code: 'curate/nothing-kept',
      found: 'None of the 2 documents is left to train on: 2 wrong-language.',
    });
    await expect(curateTexts(['우리말 글 하나뿐'])).rejects.toMatchObject({ code: 'curate/nothing-held-out' });
    expect(await readdir(join(graftFolder, '.madang/artifacts/corpus'))).toEqual([]);
  });

  it('says what it could not test', async () => {
    await curateTexts(['some text', 'other text'], 'tlh');
    const codes = events.flatMap((event) => (event.type === 'notice' ? [event.code] : []));
    expect(codes).toEqual(
      expect.arrayContaining(['curate/script-unknown', 'curate/held-out-by-block', 'curate/curated']),
    );
  });
});

describe('explainVerdict', () => {
  it('finds a document by the beginning of its id', async () => {
    const corpus = await curateTexts(['우리말 글 하나', '우리말 글 둘', 'English only', 'English only']);
    const lines = (await readFile(join(corpus.folder, 'verdicts.jsonl'), 'utf8')).trimEnd().split('\n');
    const english = verdictSchema.parse(JSON.parse(lines[2] ?? ''));
    const found = await explainVerdict(corpus.folder, english.id.slice(0, 12));
    expect(found.map(({ row, sentence }) => [row, sentence])).toEqual([
      [3, 'Dropped: not in the target language (0.0 % of the letters are Hangul).'],
      [4, 'Dropped: not in the target language (0.0 % of the letters are Hangul).'],
    ]);
    await expect(explainVerdict(corpus.folder, 'ab')).rejects.toMatchObject({ code: 'curate/no-id' });
    const absent = english.id.startsWith('0000') ? 'ffff' : '0000';
    await expect(explainVerdict(corpus.folder, absent)).rejects.toMatchObject({ code: 'curate/no-such-document' });
  });
});
