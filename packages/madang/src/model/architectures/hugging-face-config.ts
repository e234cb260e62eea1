// Hugging Face's `config.json` to ModelConfig and back: what all members write alike. Rotary positions are read from
// `rope_theta` and `rope_scaling`, or from `rope_parameters`, where transformers 5 keeps them; the older form is written,
// which both read. What the decoder does not compute is refused by name.
import { z } from 'zod';
import type { ModelConfig, RopeScaling } from '../contract.ts';
import { modelError } from '../errors.ts';
import type { Architecture } from './architecture.ts';
import { checkSizes, maximumLayers } from './check-sizes.ts';
import { yarnMagnitude } from './rope-scaling.ts';

const tokenId = z.number().int().nonnegative();
const positive = z.number().positive();
const whole = z.number().int().positive();

const ropeSchema = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: positive.nullish(),
  factor: positive.nullish(),
  low_freq_factor: positive.nullish(),
  high_freq_factor: positive.nullish(),
  original_max_position_embeddings: whole.nullish(),
  attention_factor: positive.nullish(),
  beta_fast: positive.nullish(),
  beta_slow: positive.nullish(),
  mscale: z.number().nullish(),
  mscale_all_dim: z.number().nullish(),
  truncate: z.boolean().nullish(),
  partial_rotary_factor: z.number().nullish(),
});
type RopeJson = z.infer<typeof ropeSchema>;

const ropesSchema = ropeSchema.extend({
  full_attention: ropeSchema.nullish(),
  sliding_attention: ropeSchema.nullish(),
});

const configSchema = z.looseObject({
  hidden_size: whole,
  num_hidden_layers: whole.max(maximumLayers),
  num_attention_heads: whole,
  num_key_value_heads: whole.nullish(),
  head_dim: whole.nullish(),
  intermediate_size: whole,
  vocab_size: whole,
  max_position_embeddings: whole,
  rms_norm_eps: positive,
  hidden_act: z.string().nullish(),
  hidden_activation: z.string().nullish(),
  rope_theta: positive.nullish(),
  rope_scaling: ropeSchema.nullish(),
  rope_parameters: ropesSchema.nullish(),
  rope_local_base_freq: positive.nullish(),
  partial_rotary_factor: z.number().nullish(),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  tie_word_embeddings: z.boolean().nullish(),
  sliding_window: whole.nullish(),
  use_sliding_window: z.boolean().default(false),
  sliding_window_pattern: whole.nullish(),
  max_window_layers: z.number().int().nonnegative().nullish(),
  layer_types: z.array(z.string()).nullish(),
  query_pre_attn_scalar: positive.nullish(),
  final_logit_softcapping: positive.nullish(),
  attn_logit_softcapping: positive.nullish(),
  use_bidirectional_attention: z.union([z.boolean(), z.string()]).nullish(),
  bos_token_id: tokenId.nullish(),
  eos_token_id: z.union([tokenId, z.array(tokenId)]).nullish(),
  pad_token_id: tokenId.nullish(),
});
export type HuggingFaceConfig = z.infer<typeof configSchema>;

export function readHuggingFaceConfig({ name, huggingFace }: Architecture, path: string, json: unknown): ModelConfig {
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) throw modelError('input', 'broken-config', { path, problems: z.prettifyError(parsed.error) });
  const config = parsed.data;
  const { activation, defaults } = huggingFace;
  const found = config[activation.key] ?? activation.name;
  if (found !== activation.name) refuse(path, `${activation.key} ${found}`);

  const endTokenId = Array.isArray(config.eos_token_id) ? config.eos_token_id[0] : config.eos_token_id;
  const ids = { beginTokenId: config.bos_token_id, endTokenId, padTokenId: config.pad_token_id };
  return checkSizes(path, {
    architecture: name,
    hiddenSize: config.hidden_size,
    layerCount: config.num_hidden_layers,
    headCount: config.num_attention_heads,
    keyValueHeadCount: config.num_key_value_heads ?? config.num_attention_heads,
    headSize: config.head_dim ?? defaults.headSize ?? config.hidden_size / config.num_attention_heads,
    intermediateSize: config.intermediate_size,
    vocabularySize: config.vocab_size,
    contextLength: config.max_position_embeddings,
    ...readRope(config, path, defaults.ropeTheta),
    normEpsilon: config.rms_norm_eps,
    tiedEmbeddings: config.tie_word_embeddings ?? defaults.tiedEmbeddings,
    ...withoutAbsent(ids),
    ...huggingFace.read(config, path),
  });
}

export function writeHuggingFaceConfig(
  { huggingFace }: Architecture,
  config: ModelConfig,
  type: 'F32' | 'F16' | 'BF16',
): Record<string, unknown> {
  return {
    architectures: [huggingFace.className],
    model_type: huggingFace.modelType,
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layerCount,
    num_attention_heads: config.headCount,
    num_key_value_heads: config.keyValueHeadCount,
    head_dim: config.headSize,
    intermediate_size: config.intermediateSize,
    vocab_size: config.vocabularySize,
    max_position_embeddings: config.contextLength,
    rms_norm_eps: config.normEpsilon,
    [huggingFace.activation.key]: huggingFace.activation.name,
    rope_theta: config.ropeTheta,
    rope_scaling: writeRope(config.ropeScaling),
    tie_word_embeddings: config.tiedEmbeddings,
    bos_token_id: config.beginTokenId ?? null,
    eos_token_id: config.endTokenId ?? null,
    pad_token_id: config.padTokenId ?? null,
    initializer_range: 0.02,
    use_cache: true,
    torch_dtype: { F32: 'float32', F16: 'float16', BF16: 'bfloat16' }[type],
    ...huggingFace.write(config),
  };
}

function readRope(config: HuggingFaceConfig, path: string, defaultTheta: number) {
  const { rope_parameters: ropes, partial_rotary_factor: ofConfig } = config;
  const parameters = ropes?.full_attention ?? ropes;
  const scaling = readScaling(config.rope_scaling ?? parameters ?? {}, config.max_position_embeddings, path);
  const share = parameters?.partial_rotary_factor ?? ofConfig ?? 1;
  if (share !== 1) refuse(path, `partial_rotary_factor ${share}`);
  const ropeTheta = config.rope_theta ?? parameters?.rope_theta ?? defaultTheta;
  return { ropeTheta, ...(scaling ? { ropeScaling: scaling } : {}) };
}

function readScaling(rope: RopeJson, contextLength: number, path: string): RopeScaling | undefined {
  const type = rope.rope_type ?? rope.type ?? 'default';
  if (type === 'default') return undefined;
  const { factor } = rope;
  if (factor == null) refuse(path, `rope_scaling ${type} without a factor`);
  const originalContextLength = rope.original_max_position_embeddings ?? contextLength;
  switch (type) {
    case 'linear':
      return { type, factor };
    case 'llama3': {
      const { low_freq_factor: lowFrequencyFactor, high_freq_factor: highFrequencyFactor } = rope;
      if (lowFrequencyFactor == null || highFrequencyFactor == null) refuse(path, 'rope_scaling llama3 without bounds');
      return { type, factor, lowFrequencyFactor, highFrequencyFactor, originalContextLength };
    }
    case 'yarn': {
      const { mscale, mscale_all_dim: ofAll } = rope;
      const times = mscale && ofAll ? yarnMagnitude(factor, mscale) / yarnMagnitude(factor, ofAll) : undefined;
      const attentionFactor = rope.attention_factor ?? times ?? yarnMagnitude(factor);
      const bounds = { betaFast: rope.beta_fast ?? 32, betaSlow: rope.beta_slow ?? 1, truncate: rope.truncate ?? true };
      return { type, factor, originalContextLength, ...bounds, attentionFactor };
    }
    default:
      return refuse(path, `rope_scaling ${type}`);
  }
}

function writeRope(scaling: RopeScaling | undefined): Record<string, unknown> | null {
  if (!scaling) return null;
  const { type, factor } = scaling;
  if (type === 'linear') return { rope_type: type, factor };
  const shared = { rope_type: type, factor, original_max_position_embeddings: scaling.originalContextLength };
  if (type === 'llama3') {
    const { lowFrequencyFactor: low_freq_factor, highFrequencyFactor: high_freq_factor } = scaling;
    return { ...shared, low_freq_factor, high_freq_factor };
  }
  const { betaFast: beta_fast, betaSlow: beta_slow, attentionFactor: attention_factor, truncate } = scaling;
  return { ...shared, beta_fast, beta_slow, attention_factor, truncate };
}

export function refuse(path: string, feature: string): never {
  throw modelError('input', 'unsupported-feature', { path, feature });
}

/** Of values that may be null, those that are there. */
function withoutAbsent<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value != null)) as never;
}
