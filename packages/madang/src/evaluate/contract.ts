// Scores, comparisons and the gate. Loss is in bits per UTF-8 byte of the NFC text, float32 unless said.
import { z } from 'zod';

/** One window: predict `targets[i]` from `inputs[0..i]`; only targets from `scoredFrom` on count. Equal lengths. */
export interface ScoringWindow {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  readonly scoredFrom: number;
}

/** Gives log-probabilities (nats) of each window's targets, one number a position, unscored ones included. */
export interface Scorer {
  score(windows: readonly ScoringWindow[], onScored?: (tokens: number) => void): Promise<Float32Array[]>;
}

export const measuredSchema = z.object({
  base: z.number(),
  graft: z.number(),
  difference: z.number(),
  low: z.number(),
  high: z.number(),
  documents: z.number(),
  bytes: z.number(),
  textHash: z.string(),
  /** graft / base - 1, with its own 95 % interval. */
  relative: z.object({ value: z.number(), low: z.number(), high: z.number() }).optional(),
  /** What was resampled: texts with all their passages, or passages where there are fewer than five texts. */
  clusters: z.number().optional(),
  clusteredBy: z.enum(['parent', 'document']).optional(),
});
export type Measured = z.infer<typeof measuredSchema>;

export const chatMeasuredSchema = z.object({
  answers: measuredSchema,
  prompts: z.number(),
  baseEnded: z.number(),
  graftEnded: z.number(),
  factPrompts: z.number(),
  baseFacts: z.number(),
  graftFacts: z.number(),
});

/** `comparison.json` of a `comparison` artifact. */
export const comparisonSchema = z.object({
  targetLanguage: measuredSchema,
  /** Absent: the source language has no text to measure on. */
  sourceLanguage: measuredSchema.optional(),
  chat: chatMeasuredSchema.optional(),
  window: z.number(),
  precision: z.literal('float32'),
  engine: z.string(),
  seed: z.number(),
  resamples: z.number(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const gateSettingsSchema = z.strictObject({
  targetUpperBound: z
    .number()
    .default(0)
    .describe('upper end of the 95 % interval of the target difference, bits per byte'),
  sourceWorseBy: z.number().default(0.03).describe('largest relative rise of the source language'),
  chatWorseBy: z.number().default(0.1).describe("largest relative rise on the base's own answers, upper bound"),
  endedLessBy: z
    .number()
    .default(0.1)
    .describe('share of prompts by which fewer answers may end by themselves (2 in 20)'),
  factsLessBy: z.number().default(0.1).describe('share of fact prompts that may be lost (2 in 20)'),
});
export type GateSettings = z.infer<typeof gateSettingsSchema>;

export const gateConditionSchema = z.object({
  name: z.enum(['target-better', 'source-kept', 'chat-kept', 'answers-end', 'facts-kept']),
  outcome: z.enum(['pass', 'fail', 'not-measured']),
  value: z.number().optional(),
  bound: z.number(),
});
export const gateSchema = z.object({ gate: z.enum(['pass', 'fail']), conditions: z.array(gateConditionSchema) });
export type Gate = z.infer<typeof gateSchema>;
