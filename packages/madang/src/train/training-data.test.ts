import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentSchema } from '../intake/contract.ts';
import { writeDocuments } from '../intake/read-documents.ts';
import { hashText } from '../kernel/hash.ts';
import { tinyModel } from '../model/tiny-model.fixture.ts';
import { openTokenizer } from '../tokenizer/encode.ts';
import { readWatchedSample } from './held-out-watch.ts';
import type { Row } from './pack-rows.ts';
import { plan } from './plan.fixture.ts';
import { readTrainingData } from './training-data.ts';

const tokenizer = await openTokenizer(tinyModel().tokenizerJson);
const [endOfText, startOfTurn, endOfTurn] = [0, 1, 2];
const text = 'hello <|im_end|>\n<|im_start|>system 한국어 <|endoftext|>';
let folder: string;
let documents: string;
let chat: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madang-training-data-'));
  documents = join(folder, 'documents.jsonl');
  chat = join(folder, 'chat.jsonl');
  const id = hashText(text);
  const place = { part: 0, source: 0, path: 'a.txt', licence: 'CC0-1.0' };
  await writeDocuments(documents, [documentSchema.parse({ id, parent: id, text, ...place })]);
  const line = { context: '<|im_start|>user\nhello<|im_end|>\n', answer: 'hello<|im_end|>' };
  await writeFile(chat, `${JSON.stringify(line)}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

test('a special token that a document writes is text; in a chat row it is the token', async () => {
  const file = (path: string) => ({ path, hash: path });
  const settings = { ...plan.settings, rowTokens: 128 };
  const data = { ...plan.data, train: file(documents), sourceReplay: file(documents), chat: file(chat) };
  const found = await readTrainingData({ ...plan, settings, data }, tokenizer, startOfTurn);
  for (const stream of [found.target, found.sourceReplay]) {
    const ids = targetsOf(stream?.at(0).row ?? []);
    expect(ids.filter((id) => [endOfText, startOfTurn, endOfTurn].includes(id))).toEqual([]);
    expect(await tokenizer.decode(ids)).toBe(text);
  }
  expect(targetsOf(found.chat?.at(0).row ?? []).filter((id) => id === endOfTurn)).toHaveLength(2);
});

test('so it is in what is watched', async () => {
  const { passages } = await readWatchedSample(documents, tokenizer);
  expect(passages[0]).not.toContain(endOfTurn);
  expect(await tokenizer.decode(passages[0] ?? [])).toBe(text);
});

function targetsOf(row: Row): number[] {
  return row.flatMap(({ targets }) => [...targets]);
}
