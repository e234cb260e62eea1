// Training, as the outside sees it: settings, the frozen plan, and what the trainer leaves behind.
// The `adapter` artifact is a PEFT folder (without its files where no LoRA was trained), trained_rows.safetensors where
// rows or whole tensors were trained (adapter_config.json, adapter_model.safetensors) and base.json, which names
// the base by its hash.
import { z } from 'zod';
import { engineKindSchema, precisionSchema } from '../engine/contract.ts';

const share = z.number().min(0).max(1);

export const rateFactorsSchema = z.strictObject({
  rows: z.number().min(0).default(1).describe('the rows of tokens that are trained, new ones among them'),
  norms: z.number().min(0).default(1).describe('norms, where weights are trained whole'),
  loraB: z.number().min(0).default(1).describe('the B of LoRA (LoRA+ takes more)'),
});

export const trainSettingsSchema = z.strictObject({
  method: z.enum(['lora', 'full']).default('lora').describe('LoRA matrices on all linears, or the weights themselves'),
  frozenLayers: z.number().int().min(0).default(0).describe('so many first layers stay as they are'),
  embeddings: z
    .enum(['auto', 'new-rows', 'all'])
    .default('auto')
    .describe('rows that are trained: auto trains all with method full, else those of new tokens'),
  rank: z.number().int().min(1).default(64).describe('LoRA rank'),
  alpha: z.number().positive().default(128).describe('LoRA alpha; the update is scaled by alpha / rank'),
  rankStabilized: z.boolean().default(false).describe('rsLoRA: scaled by alpha / √rank instead'),
  learningRate: z.number().positive().default(1e-3).describe('of AdamW, after the warm-up'),
  warmupShare: share.default(0.06).describe('share of the steps over which the learning rate rises from 0'),
  finalLearningRateShare: share.default(0.1).describe('cosine ends at this share of the learning rate'),
  beta1: z.number().default(0.9).describe('decay of the mean of the gradients (AdamW)'),
  beta2: z.number().default(0.95).describe('decay of the mean of their squares (AdamW)'),
  weightDecay: z.number().min(0).default(0.01).describe('decoupled from the gradient (AdamW)'),
  clipNorm: z.number().positive().default(1).describe('largest L2 norm of the whole gradient'),
  rows: z.number().int().min(1).default(8).describe('rows a micro-batch'),
  rowTokens: z.number().int().min(16).default(256).describe('tokens a row'),
  accumulate: z.number().int().min(1).default(1).describe('micro-batches of `rows` summed before one update'),
  sourceReplayShare: share.default(0.125).describe("share of a step's rows that hold source-language documents"),
  chatReplayShare: share.default(0.125).describe("share of a step's rows that hold the base's own chat answers"),
  chatLoss: z
    .enum(['distill', 'cross-entropy'])
    .default('distill')
    .describe("distill holds chat tokens to the base's own distribution"),
  checkpointMinutes: z.number().positive().default(2).describe('a killed run repeats no more than this'),
  seed: z.number().int().default(1).describe('order of the rows and start of the LoRA matrices'),
  rateFactors: rateFactorsSchema.prefault({}).describe('times learningRate, for parts of the model'),
  averageDecay: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      'decay of an average of the weights over the steps, which is what is kept; looks on the way see the weights',
    ),
  rowsOnlyShare: share.default(0).describe('share of the steps, at the start, that train rows of new tokens alone'),
});
export type TrainSettings = z.infer<typeof trainSettingsSchema>;

/** How a step is executed; `keptLayers` of the last ones keep their forward for the backward. */
export const executionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('one-graph') }),
  z.object({ kind: z.literal('layer-by-layer'), keptLayers: z.number().int().min(0) }),
]);
export type Execution = z.infer<typeof executionSchema>;

export const rowInitialiserNameSchema = z.enum([
  'mean-of-pieces',
  'asymmetric',
  'first-piece',
  'last-piece',
  'global-mean',
  'random',
]);
export type RowInitialiserName = z.infer<typeof rowInitialiserNameSchema>;

/** Asymmetric is for untied matrices; on tied ones it is the mean of pieces. */
export const growSettingsSchema = z.strictObject({
  initialiser: z
    .union([rowInitialiserNameSchema, z.literal('probe')])
    .default('mean-of-pieces')
    .describe('how the row of a new token starts from the rows of its pieces; probe trains each for 50 steps'),
  distilledTokens: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe(
      'so many of the most frequent new tokens are fitted so that the base goes on after each as after its pieces',
    ),
  frequencyBias: z.boolean().default(true).describe('new tokens start as likely as they are frequent'),
  seed: z.number().int().default(1).describe('of random rows'),
});
export type GrowSettings = z.infer<typeof growSettingsSchema>;

/** `record.facts.training` of an `adapter` artifact. */
export const trainingFactsSchema = z.object({
  engine: engineKindSchema,
  precision: precisionSchema,
  steps: z.number(),
  trainedTokens: z.number(),
  elapsedSeconds: z.number(),
  /** Trained tokens a second, without padding, evaluation and checkpoints. */
  tokensPerSecond: z.number(),
  /** High-water resident size of the trainer. */
  peakMemoryBytes: z.number(),
  /** Said before the first step; the truth stands beside it above. */
  forecast: z.object({
    steps: z.number(),
    trainedTokens: z.number(),
    seconds: z.number(),
    memoryBytes: z.number(),
    diskBytes: z.number(),
  }),
  targetTextTokens: z.number(),
  epochs: z.number(),
  /** Where the base got new tokens: how many, and those that no training text held. */
  newTokens: z.object({ count: z.number(), untrained: z.array(z.string()) }).optional(),
});
export type TrainingFacts = z.infer<typeof trainingFactsSchema>;
