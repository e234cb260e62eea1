// graft.yaml: everything that decides a graft. Unknown keys are errors that name the nearest key.
import { z } from 'zod';
import { curateSettingsSchema } from '../curate/contract.ts';
import { gateSettingsSchema } from '../evaluate/contract.ts';
import { sourceSchema } from '../intake/contract.ts';
import { releaseSettingsSchema } from '../release/contract.ts';
import { growSettingsSchema, trainSettingsSchema } from '../train/contract.ts';

export const graftConfigSchema = z.strictObject({
  version: z.literal(1),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .describe('name of the graft; releases and folders carry it'),
  base: z
    .string()
    .default('smollm2-135m-instruct')
    .describe('catalogue name, org/name[@revision], ollama:name, lmstudio:org/name/file, folder or .gguf'),
  language: z.string().default('ko').describe('target language, BCP 47'),
  sourceLanguage: z.string().default('en').describe('language that the base must not lose, BCP 47'),
  textsFolder: z.string().optional().describe("where the sources' paths start, relative to this file"),
  sources: z.array(sourceSchema).min(1).describe('where the texts come from, each with its licence'),
  sourceText: z
    .strictObject({
      replay: z.string().optional().describe('read again while training, so that it is not forgotten'),
      heldOut: z.string().optional().describe('never trained on; what was forgotten is measured on it'),
    })
    .prefault({})
    .describe('your own source-language texts (JSONL or text); English is shipped'),
  curate: curateSettingsSchema.prefault({}),
  newTokens: z
    .union([z.literal('auto'), z.number().int().min(0)])
    .default('auto')
    .describe('tokens added for the language; auto adds them where the forecast says that it pays'),
  grow: growSettingsSchema.prefault({}),
  train: trainSettingsSchema.prefault({}),
  gate: gateSettingsSchema.prefault({}),
  release: releaseSettingsSchema.prefault({}),
  maxMemory: z.string().optional().describe('memory for training: 8g, 900m; what is free when left out'),
  maxTime: z.string().optional().describe('time for training: 10m, 1h'),
  maxTokens: z.number().int().positive().optional().describe('trained tokens'),
  maxEpochs: z.number().positive().optional().describe('passes over the target text'),
  prompts: z
    .array(z.string())
    .default([])
    .describe('continued before and after, for the report; three are chosen when empty'),
});
export type GraftConfig = z.infer<typeof graftConfigSchema>;
