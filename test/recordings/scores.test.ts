// Our float32 scores equal those that transformers gave on the same windows (record-scores.py): ids, and each text's
// log-likelihood within 1e-4 relative. Reads the real base.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openScorer } from '../../packages/madang/src/engine/open-scorer.ts';
import { prefixTokenOf } from '../../packages/madang/src/evaluate/make-windows.ts';
import { scoreTexts } from '../../packages/madang/src/evaluate/score-texts.ts';
import { openModel } from '../../packages/madang/src/model/open-model.ts';
import { realBase } from '../../packages/madang/src/model/real-base.fixture.ts';
import { openTokenizer } from '../../packages/madang/src/tokenizer/encode.ts';

const recordedSchema = z.object({
  window: z.number(),
  prefixTokenId: z.number(),
  texts: z.record(z.string(), z.object({ logLikelihood: z.number(), ids: z.array(z.number()) })),
});
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const recorded = recordedSchema.parse(JSON.parse(read('smollm2-scores.json')));
/** Enough for every path (several windows, one window, both languages), few enough for a test. */
const scoredNames = ['en-shark.txt', 'en-react-installation.txt', 'ko-exoplanets.txt'];
const base = await realBase();

test.skipIf(base === undefined)('ids equal the Rust tokenizer that transformers used', async () => {
  using model = await openModel(base ?? '');
  const tokenizer = await openTokenizer(model.tokenizerJson);
  for (const [name, { ids }] of Object.entries(recorded.texts)) {
    expect(await tokenizer.encode(read(`texts/${name}`)), name).toEqual(ids);
  }
});

test.skipIf(base === undefined)(
  'log-likelihoods equal those of transformers in float32',
  async () => {
    using model = await openModel(base ?? '');
    const { window, prefixTokenId } = recorded;
    expect(prefixTokenOf(model.config)).toBe(prefixTokenId);
    await using scorer = await openScorer(model, { kind: 'onnxruntime', precision: 'float32' });
    const tokenizer = await openTokenizer(model.tokenizerJson);
    const texts = scoredNames.map((name) => read(`texts/${name}`));
    const scores = await scoreTexts(texts, { tokenizer, scorer, window, prefixTokenId });
    for (const [index, name] of scoredNames.entries()) {
      const truth = recorded.texts[name]?.logLikelihood ?? Number.NaN;
      const found = scores[index]?.logLikelihood ?? Number.NaN;
      expect(Math.abs(found / truth - 1), `${name}: ${found} against ${truth}`).toBeLessThan(1e-4);
    }
  },
  300_000,
);
