import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openScorer } from '../engine/open-scorer.ts';
import type { MadangEvent } from '../kernel/events.ts';
import { exportHuggingFace } from '../model/export-hugging-face.ts';
import { tinyConfig, tinyModel } from '../model/tiny-model.fixture.ts';
import { openTokenizer } from '../tokenizer/encode.ts';
import { score } from './score.operation.ts';

const text = '마당은 한옥의 한가운데에 있다. hello world, hello 2024!';
const folder = await mkdtemp(join(tmpdir(), 'madang-score-'));
const model = join(folder, 'release', 'hugging-face');
const file = join(folder, 'text.txt');

beforeAll(async () => {
  await exportHuggingFace(model, { ...tinyModel(), type: 'F32' });
  await writeFile(file, text);
});

async function scoreFile(input: { model: string; window: number }) {
  const events: MadangEvent[] = [];
  const effects = {
    emit: (event: MadangEvent) => events.push(event),
    signal: new AbortController().signal,
    clock: () => 0,
    store: () => Promise.reject(new Error('score keeps nothing')),
  };
  return { result: await score.run(score.input.parse({ ...input, files: [file] }), effects), events };
}

test('a text inside one window scores what the engine says of its tokens after the begin token', async () => {
  const { tokenizerJson, config, weights } = tinyModel();
  const ids = await (await openTokenizer(tokenizerJson)).encode(text);
  const inputs = [tinyConfig.beginTokenId ?? -1, ...ids.slice(0, -1)];
  await using scorer = await openScorer({ config, weights }, { kind: 'onnxruntime', precision: 'float32' });
  const [logProbabilities] = await scorer.score([{ inputs, targets: ids, scoredFrom: 0 }]);
  const expected = [...(logProbabilities ?? [])].reduce((sum, value) => sum + value, 0);

  const { result, events } = await scoreFile({ model, window: 512 });
  expect(result.logLikelihood).toBeCloseTo(expected, 3);
  expect(result).toMatchObject({ tokens: ids.length, bytes: Buffer.byteLength(text), texts: 1, window: 512 });
  expect(result.bitsPerByte).toBeCloseTo(-expected / Buffer.byteLength(text) / Math.LN2, 5);
  expect(result.bitsPerByte).toBeGreaterThan(1);
  expect(events.at(-1)?.type).toBe('step-end');
});

test('a shorter window scores the same tokens with less context; a release folder means its model', async () => {
  const { result: whole } = await scoreFile({ model, window: 512 });
  const { result: short } = await scoreFile({ model: join(folder, 'release'), window: 8 });
  expect([short.tokens, short.bytes]).toEqual([whole.tokens, whole.bytes]);
  expect(short.logLikelihood).not.toBeCloseTo(whole.logLikelihood, 1);
});
