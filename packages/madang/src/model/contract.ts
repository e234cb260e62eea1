// A model as Madang sees it: a config, a tokenizer and float32 tensors under Hugging Face names, whatever the file.
import { z } from 'zod';

/** How rotary frequencies are stretched for contexts longer than those of the pretraining. */
const ropeScalingSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('linear'), factor: z.number().positive() }),
  z.object({
    type: z.literal('llama3'),
    factor: z.number().positive(),
    lowFrequencyFactor: z.number().positive(),
    highFrequencyFactor: z.number().positive(),
    originalContextLength: z.number().int().positive(),
  }),
  z.object({
    type: z.literal('yarn'),
    factor: z.number().positive(),
    originalContextLength: z.number().int().positive(),
    betaFast: z.number().positive(),
    betaSlow: z.number().positive(),
    /** What sine and cosine are multiplied by. */
    attentionFactor: z.number().positive(),
    /** The bounds between stretched and kept frequencies are rounded to whole places. */
    truncate: z.boolean(),
  }),
]);
export type RopeScaling = z.infer<typeof ropeScalingSchema>;

export const architectureNames = ['llama', 'mistral', 'qwen2', 'qwen3', 'olmo2', 'gemma3', 'apertus'] as const;

/** Sizes, and the features in which checkpoints of one architecture differ; absent features are not there. */
export const modelConfigSchema = z.object({
  architecture: z.enum(architectureNames),
  hiddenSize: z.number().int(),
  layerCount: z.number().int(),
  headCount: z.number().int(),
  keyValueHeadCount: z.number().int(),
  headSize: z.number().int(),
  intermediateSize: z.number().int(),
  /** Rows of the embedding matrix. */
  vocabularySize: z.number().int(),
  contextLength: z.number().int(),
  ropeTheta: z.number(),
  ropeScaling: ropeScalingSchema.optional(),
  /** Layers that see the newest `tokens` only, the token itself among them. */
  slidingWindow: z.object({ tokens: z.number().int(), layers: z.array(z.boolean()) }).optional(),
  /** Of layers with a window; theirs is never scaled. As the others' where it is absent. */
  slidingRopeTheta: z.number().optional(),
  attentionBias: z.enum(['query-key-value', 'all']).optional(),
  feedForwardBias: z.boolean().optional(),
  /** Attention scores are divided by its root: the head size where it is absent. */
  queryScalar: z.number().optional(),
  /** Logits are held within this by a tanh. */
  logitSoftCap: z.number().optional(),
  normEpsilon: z.number(),
  tiedEmbeddings: z.boolean(),
  beginTokenId: z.number().int().optional(),
  endTokenId: z.number().int().optional(),
  padTokenId: z.number().int().optional(),
});
export type ModelConfig = z.infer<typeof modelConfigSchema>;

/** GGUF files that Madang writes, finest first, as llama.cpp names them; `_M` are mixes. */
export const ggufFileTypes = [
  ...(['F32', 'F16', 'BF16', 'Q8_0'] as const),
  ...(['Q6_K', 'Q5_K_M', 'Q5_1', 'Q4_K_M', 'Q4_1', 'Q4_0'] as const),
] as const;
export type GgufFileType = (typeof ggufFileTypes)[number];

/** Tensors of a model, read on demand as float32, row-major, Hugging Face names and layouts ([out, in]). */
export interface Weights {
  readonly names: readonly string[];
  shape(name: string): readonly number[];
  /** A fresh array that the caller owns. */
  read(name: string): Float32Array;
}

export interface OpenModel {
  readonly path: string;
  readonly format: 'safetensors' | 'gguf';
  readonly config: ModelConfig;
  /** The text of a Hugging Face `tokenizer.json`. */
  readonly tokenizerJson: string;
  /** Jinja source. */
  readonly chatTemplate: string | undefined;
  readonly weights: Weights;
  /** SHA-256 over the weight files and tokenizer. */
  readonly hash: string;
  /** Tensor type that most weights are stored in: `Q4_1`, `BF16`, `F32`. */
  readonly storedAs: string;
  /** SPDX identifier where the files name one. */
  readonly licence: string | undefined;
  readonly name: string;
}
