import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../kernel/store.ts';
import { tinyConfig } from '../model/tiny-model.fixture.ts';
import { plan } from './plan.fixture.ts';
import { tinyTrainSettings } from './tiny-training.fixture.ts';
import type { TrainInput } from './train.operation.ts';
import { tryRecipe } from './try-recipe.ts';

const effects = { emit: () => {}, signal: new AbortController().signal, clock: () => 0, store: openStore };

test('another recipe that does not fit into memory has lost; the one that the graft has is an error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'madang-trial-'));
  try {
    const input: TrainInput = {
      graftFolder: folder,
      runFolder: folder,
      base: { ...plan.base, config: tinyConfig },
      growth: undefined,
      corpus: { folder, kind: 'corpus', hash: '', fingerprint: '', reused: true } as unknown as TrainInput['corpus'],
      data: plan.data,
      settings: tinyTrainSettings(),
      budget: {},
      choice: { engine: 'onnxruntime', precision: 'float32' },
      threads: 1,
      maxMemoryBytes: 1e6,
    };
    const lost = await tryRecipe(input, { rank: 8 }, 1000, folder, effects);
    expect(lost).toMatchObject({ bitsPerByte: Number.POSITIVE_INFINITY, trainedTokens: 0 });
    await expect(tryRecipe(input, {}, 1000, folder, effects)).rejects.toThrow('memory');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
