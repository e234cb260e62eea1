import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { MadangEvent } from '../kernel/events.ts';
import { type Artifact, openStore } from '../kernel/store.ts';
import { type CompareInput, compare } from './compare.operation.ts';
import { comparisonSchema } from './contract.ts';
import type { TextEncoder } from './score-texts.ts';

let graftFolder = '';
let events: MadangEvent[] = [];
let opened: string[] = [];
let isOpen = false;

beforeEach(async () => {
  graftFolder = await mkdtemp(join(tmpdir(), 'madang-compare-'));
  events = [];
  opened = [];
  isOpen = false;
});

const effects = () => ({
  emit: (event: MadangEvent) => events.push(event),
  signal: new AbortController().signal,
  store: openStore,
  clock: () => 0,
});

/** A unigram model over bytes: what is in `common` has a half of the probability. */
const openUnigram = (name: string, common: string) => async () => {
  if (isOpen) throw new Error('two models are open at once');
  isOpen = true;
  opened.push(name);
  const likely = new Set(Buffer.from(common, 'utf8'));
  const logProbability = (token: number) =>
    likely.has(token) ? Math.log(0.5 / likely.size) : Math.log(0.5 / (256 - likely.size));
  return {
    score: async (windows: readonly { targets: readonly number[] }[]) => {
      await new Promise(setImmediate);
      if (!isOpen) throw new Error('closed while it was scoring');
      return windows.map(({ targets }) => Float32Array.from(targets, logProbability));
    },
    [Symbol.asyncDispose]: async () => {
      isOpen = false;
    },
  };
};

const document = (text: string, parent: string) => ({ id: text, parent, text });
const artifact = (kind: string, hash: string) =>
  ({
    kind,
    hash,
    folder: '',
    fingerprint: hash.repeat(12),
    reused: false,
    record: { facts: { language: 'ko' } },
  }) as unknown as Artifact;

const bytesTokenizer: TextEncoder = {
  encodeAll: async (texts) => texts.map((text) => [...Buffer.from(text, 'utf8')]),
};

function inputFor(changes: Partial<CompareInput> = {}): CompareInput {
  return {
    graftFolder,
    adapter: artifact('adapter', 'a'),
    corpus: artifact('corpus', 'c'),
    baseHash: 'b'.repeat(64),
    heldOut: {
      target: ['마당에', '나라의 말', '집과 마당', '가나다', '바람 분다', '사람들'].map((text, index) =>
        document(text, `k${index}`),
      ),
      source: ['the yard', 'a house', 'wind', 'people', 'words', 'one'].map((text, index) =>
        document(text, `e${index}`),
      ),
    },
    openBaseScorer: openUnigram('base', 'abcdefghijklmnopqrstuvwxyz '),
    openGraftScorer: openUnigram('graft', 'abcdefghijklmnopqrstuvwxyz 마당나라사람'),
    baseTokenizer: bytesTokenizer,
    graftTokenizer: bytesTokenizer,
    window: 4,
    prefixTokenId: 0,
    engine: 'onnxruntime',
    resampling: { seed: 1, resamples: 200 },
    ...changes,
  };
}

const comparisonIn = async (folder: string) =>
  comparisonSchema.parse(JSON.parse(await readFile(join(folder, 'comparison.json'), 'utf8')));

test('a graft that expects Korean bytes is better there and worse in English, by the amount that the table says', async () => {
  const { folder } = await compare(inputFor(), effects());
  const { targetLanguage, sourceLanguage, chat } = await comparisonIn(folder);
  expect(targetLanguage.high).toBeLessThan(0);
  const letters = 27;
  const korean = new Set(Buffer.from('마당나라사람', 'utf8')).size;
  expect(sourceLanguage?.base).toBeCloseTo(Math.log2(2 * letters), 5);
  expect(sourceLanguage?.graft).toBeCloseTo(Math.log2(2 * (letters + korean)), 5);
  expect(sourceLanguage?.relative?.value).toBeGreaterThan(0.03);
  expect(chat).toBeUndefined();
  const lines = (await readFile(join(folder, 'scores.jsonl'), 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).side)).toEqual([
    ...new Array(6).fill('target'),
    ...new Array(6).fill('source'),
  ]);
  expect(events.filter(({ type }) => type === 'notice').map((event) => 'code' in event && event.code)).toEqual([
    'evaluate/sampled',
    'evaluate/sampled',
    'evaluate/not-measured',
  ]);
});

test('a second graft does not score the base again; the same graft scores nothing', async () => {
  const first = await compare(inputFor(), effects());
  expect(opened).toEqual(['base', 'graft']);
  expect((await compare(inputFor(), effects())).reused).toBe(true);
  expect(opened).toEqual(['base', 'graft']);
  const second = await compare(inputFor({ adapter: artifact('adapter', 'z') }), effects());
  expect(opened).toEqual(['base', 'graft', 'graft']);
  expect(second.fingerprint).not.toBe(first.fingerprint);
  expect(await comparisonIn(second.folder)).toEqual(await comparisonIn(first.folder));
});

test('another window scores the base anew', async () => {
  await compare(inputFor(), effects());
  await compare(inputFor({ window: 5 }), effects());
  expect(opened).toEqual(['base', 'graft', 'base', 'graft']);
});

test('of a conversation only the answer counts, with its end where the base ended it', async () => {
  const chat = {
    items: [
      { prompt: '수도는?', answer: 'paris', facts: ['Paris'] },
      { prompt: '안녕?', answer: 'hello' },
    ],
    baseAnswers: [
      { text: 'paris', ended: true },
      { text: 'hello', ended: false },
    ],
    graftAnswers: [
      { text: 'It is Rome.', ended: true },
      { text: 'hello', ended: true },
    ],
    render: (prompt: string, answer: string, ended: boolean) => ({
      before: `<user>${prompt}`,
      answer: ended ? `${answer}.` : answer,
    }),
  };
  const { folder } = await compare(inputFor({ chat, window: 64 }), effects());
  const measured = (await comparisonIn(folder)).chat;
  expect(measured).toMatchObject({
    prompts: 2,
    baseEnded: 1,
    graftEnded: 2,
    factPrompts: 1,
    baseFacts: 1,
    graftFacts: 0,
  });
  // ten letters in the alphabet of 27, one full stop outside it
  const bits = 10 * Math.log2(2 * 27) + Math.log2(2 * (256 - 27));
  expect(measured?.answers.base).toBeCloseTo(bits / 10, 5);
  expect(measured?.answers.bytes).toBe(10);
});

test('no held-out text is an error that says what to do', async () => {
  const input = inputFor({ heldOut: { target: [], source: [] } });
  await expect(compare(input, effects())).rejects.toMatchObject({ code: 'evaluate/no-held-out', kind: 'input' });
});

test('a model that gives no numbers is an error and leaves no comparison', async () => {
  const openGraftScorer = async () => ({
    score: async (windows: readonly { targets: readonly number[] }[]) =>
      windows.map(({ targets }) => new Float32Array(targets.length).fill(Number.NaN)),
    [Symbol.asyncDispose]: async () => {},
  });
  await expect(compare(inputFor({ openGraftScorer }), effects())).rejects.toMatchObject({
    code: 'evaluate/scores-not-finite',
  });
  expect(await (await openStore(graftFolder)).latest('comparison')).toBeUndefined();
});
