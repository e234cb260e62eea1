// What can be shown of the field's findings in seconds, on a base of 0.2 million parameters that is made here: (b),
// (d) and (f) of bench/graft-science. The whole experiment is `node bench/graft-science/graft-science.ts`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Executor } from '../../packages/madang/src/engine/executor.ts';
import { openExecutor } from '../../packages/madang/src/engine/open-executor.ts';
import { runArm } from './arms.ts';
import type { ExperimentModel } from './experiment-model.ts';
import { type Extension, extendModel, extendTokenizer, type StartName } from './extend-model.ts';
import { compareIds } from './same-ids.ts';
import { makeSmallBase } from './small-base.ts';
import { type ExperimentTexts, readTexts } from './texts.ts';
import { lookAt } from './train-model.ts';

const stepShape = { rows: 16, rowTokens: 64, learningRate: 5e-4 };
let texts: ExperimentTexts;
let executor: Executor;
let base: ExperimentModel;
let extension: Extension;

beforeAll(async () => {
  texts = await readTexts(400_000, 12_000);
  executor = await openExecutor({ engine: 'onnxruntime', precision: 'float32' }, 1);
  base = await makeSmallBase(texts, { merges: 500, hiddenSize: 64, layerCount: 2, steps: 200, ...stepShape }, executor);
  extension = await extendTokenizer(base, texts, 500);
}, 120_000);
afterAll(() => executor[Symbol.asyncDispose]());

test('before any step the mean of pieces foresees Korean better than the same means given to other tokens', async () => {
  const watched = { korean: texts.korean.heldOut, english: texts.english.heldOut, looks: [] };
  const at = async (start: StartName) => lookAt(await extendModel(base, extension, start, 1), executor, watched);
  const [right, shuffled] = [await at('mean of pieces'), await at('shuffled pieces')];
  expect(right.korean).toBeLessThan(shuffled.korean);
  expect(right.english).toBeCloseTo(shuffled.english, 4);
});

test('rows trained alone first are better after the same steps on all weights', async () => {
  const arm = { start: 'mean of pieces', newTokens: 500, steps: 50, seed: 1 } as const;
  const run = (rowsOnlySteps: number) => runArm({ ...arm, rowsOnlySteps }, base, extension, texts, stepShape, executor);
  const [plain, staged] = [await run(0), await run(25)];
  expect(staged.looks.at(-1)?.step).toBe(50);
  expect(staged.looks.at(-1)?.korean).toBeLessThan(plain.looks.at(-1)?.korean ?? 0);
}, 120_000);

test('the tokenizers library, our merges and llama.cpp cut a megabyte of both languages alike', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'graft-science-'));
  try {
    const extended = await extendModel(base, extension, 'mean of pieces', 1);
    const { korean, english } = await readTexts(700_000, 12_000);
    const compared = await compareIds(
      base,
      extended,
      extension,
      [...korean.train, ...english.train],
      join(folder, 'extended.gguf'),
    );
    expect(compared.bytes).toBeGreaterThan(1_000_000);
    expect(compared).toMatchObject({ differentPieces: 0, differentTexts: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
