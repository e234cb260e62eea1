// How well a model reads text: bits per byte of files, float32 unless said, on windows of a fixed length.
import { z } from 'zod';
import { engineKindSchema, precisionSchema } from '../engine/contract.ts';
import type { Effects } from '../kernel/effects.ts';
import { progressOf, runStep } from '../kernel/events.ts';
import { defineOperation } from '../kernel/operation.ts';
import { findModel } from './find-model.ts';
import { prefixTokenOf } from './make-windows.ts';
import { readTexts } from './read-texts.ts';
import { setOfDocuments } from './score-sets.ts';
import { bitsPerByte, countScored, scoreSequences } from './score-texts.ts';

const scoreInputSchema = z.object({
  model: z.string().describe('folder with safetensors, .gguf file, release folder, or a name that "base get" knows'),
  files: z.array(z.string()).min(1).describe('texts: .txt, .md, .jsonl, .csv; each row of a table is one text'),
  window: z.number().int().min(2).default(1024).describe('longest context in tokens'),
  precision: precisionSchema.default('float32').describe('numbers that the engine computes with'),
  engine: engineKindSchema.default('onnxruntime').describe('what runs the model'),
});

export type ScoreInput = z.output<typeof scoreInputSchema>;

export interface ScoreResult {
  readonly bitsPerByte: number;
  /** Nats, summed over all tokens. */
  readonly logLikelihood: number;
  readonly tokens: number;
  /** UTF-8 bytes of the NFC texts. */
  readonly bytes: number;
  readonly texts: number;
  readonly textHash: string;
  readonly window: number;
  readonly precision: ScoreInput['precision'];
  readonly engine: ScoreInput['engine'];
}

export const score = defineOperation({
  name: 'score',
  summary: 'bits per byte of a model on texts',
  input: scoreInputSchema,
  positional: ['model', 'files'],
  example: 'madang score smollm2-135m-instruct examples/korean/texts/*.jsonl --window 1024',
  run: runScore,
});

async function runScore(input: ScoreInput, effects: Effects): Promise<ScoreResult> {
  const { window, precision, engine } = input;
  const texts = await readTexts(input.files);
  const path = await findModel(input.model, effects);

  const [{ openModel }, { openTokenizer }, { openScorer }] = await Promise.all([
    import('../model/open-model.ts'),
    import('../tokenizer/encode.ts'),
    import('../engine/open-scorer.ts'),
  ]);
  using model = await openModel(path);
  const tokenizer = await openTokenizer(model.tokenizerJson);
  const documents = texts.map((text, index) => ({ id: String(index), parent: String(index), text }));
  const { items, textHash } = await setOfDocuments('target', documents, tokenizer);

  const settings = { window, prefixTokenId: prefixTokenOf(model.config) };
  const logLikelihoods = await runStep(effects, 'score', async () => {
    await using scorer = await openScorer(model, { kind: engine, precision });
    const progress = progressOf(effects, 'score', 'tokens', countScored(items));
    return await scoreSequences(items, { ...settings, scorer }, progress);
  });
  const scores = items.map(({ bytes, tokens }, index) => ({
    bytes,
    tokens: tokens.length,
    logLikelihood: logLikelihoods[index] ?? Number.NaN,
  }));
  const sumOf = (key: 'bytes' | 'tokens' | 'logLikelihood') => scores.reduce((sum, entry) => sum + entry[key], 0);
  return {
    bitsPerByte: bitsPerByte(scores),
    logLikelihood: sumOf('logLikelihood'),
    tokens: sumOf('tokens'),
    bytes: sumOf('bytes'),
    texts: texts.length,
    textHash,
    window,
    precision,
    engine,
  };
}
