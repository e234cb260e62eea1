// The tiny checkpoints of test/recordings/architectures.json: what transformers recorded of each, and the checkpoint made
// anew as a Hugging Face folder.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFormulaTensor } from '../../../../../test/recordings/formula.ts';
import { tokenizerJsonFromGguf } from '../../tokenizer/from-gguf.ts';
import type { OpenModel } from '../contract.ts';
import { writeSafetensors } from '../formats/safetensors-write.ts';
import { openModel } from '../open-model.ts';
import { tinyTokenizerMetadata } from '../tiny-model.fixture.ts';

const tensorSchema = z.object({
  tensor: z.number(),
  shape: z.array(z.number()),
  scale: z.number(),
  offset: z.number(),
});
const sampledSchema = z.object({ norm: z.number(), indices: z.array(z.number()), values: z.array(z.number()) });
export type Sampled = z.infer<typeof sampledSchema>;
const pairsOf = <T extends z.ZodType>(part: T) => z.record(z.string(), z.object({ a: part, b: part }));
const table = z.array(z.array(z.number()));

const caseSchema = z.object({
  config: z.looseObject({}),
  base: z.record(z.string(), tensorSchema),
  adapter: pairsOf(tensorSchema),
  plain: z.object({
    logProbabilities: z.array(z.number()),
    ofAllTokens: z.record(z.string(), z.array(z.number())),
  }),
  packed: z.object({
    loss: z.number(),
    gradients: z.record(z.string(), sampledSchema),
    adaptedLoss: z.number(),
    adapterGradients: pairsOf(sampledSchema),
  }),
});

const recordingSchema = z.object({
  made: z.string(),
  rank: z.number(),
  alpha: z.number(),
  plain: z.array(z.number()),
  packed: z.object({ tokens: table, passages: table, targets: table, weights: table }),
  cases: z.record(z.string(), caseSchema),
});

const path = join(import.meta.dirname, '../../../../../test/recordings/architectures.json');
export const recording = recordingSchema.parse(JSON.parse(readFileSync(path, 'utf8')));

export interface RecordedCase extends z.infer<typeof caseSchema> {
  readonly name: string;
}

export const recordedCases: readonly RecordedCase[] = Object.entries(recording.cases).map(([name, recorded]) => ({
  name,
  ...recorded,
}));

export async function openRecorded(
  { name, config, base }: RecordedCase,
  root: string,
): Promise<OpenModel & Disposable> {
  const folder = join(root, name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  const tensors = Object.entries(base).map(([tensor, spec]) => ({
    name: tensor,
    shape: spec.shape,
    type: 'F32' as const,
    read: () => makeFormulaTensor(spec),
  }));
  await writeSafetensors(join(folder, 'model.safetensors'), tensors);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'tokenizer.json'), tokenizerJsonFromGguf('tiny', tinyTokenizerMetadata()));
  return openModel(folder);
}
