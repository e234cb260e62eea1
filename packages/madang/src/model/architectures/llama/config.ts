// The Llama family's hyperparameters: Hugging Face `config.json` and GGUF metadata to ModelConfig and back. What our
// forward pass does not compute (biases, scaled rotary positions, another activation) is refused by name.
import { z } from 'zod';
import type { ModelConfig } from '../../contract.ts';
import { modelError } from '../../errors.ts';
import type { GgufMetadata, GgufValue } from '../../formats/gguf-types.ts';

/** The largest published models have under 200 layers. */
const maximumLayers = 512;

const tokenId = z.number().int().nonnegative();
const rope = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().optional(),
});

const huggingFaceConfigSchema = z.looseObject({
  architectures: z.array(z.string()).optional(),
  hidden_size: z.number().int().positive(),
  num_hidden_layers: z.number().int().positive().max(maximumLayers),
  num_attention_heads: z.number().int().positive(),
  num_key_value_heads: z.number().int().positive().nullish(),
  head_dim: z.number().int().positive().nullish(),
  intermediate_size: z.number().int().positive(),
  vocab_size: z.number().int().positive(),
  max_position_embeddings: z.number().int().positive(),
  rms_norm_eps: z.number().positive(),
  hidden_act: z.string().default('silu'),
  rope_theta: z.number().positive().nullish(),
  rope_scaling: rope.nullish(),
  rope_parameters: rope.nullish(),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(false),
  bos_token_id: tokenId.nullish(),
  eos_token_id: z.union([tokenId, z.array(tokenId)]).nullish(),
  pad_token_id: tokenId.nullish(),
});

export function configFromHuggingFace(path: string, json: unknown): ModelConfig {
  const architecture = z.looseObject({ architectures: z.array(z.string()).optional() }).safeParse(json).data
    ?.architectures?.[0];
  if (architecture !== 'LlamaForCausalLM') {
    throw modelError('input', 'unsupported-architecture', { path, found: architecture ?? 'none named' });
  }
  const parsed = huggingFaceConfigSchema.safeParse(json);
  if (!parsed.success) throw modelError('input', 'broken-config', { path, problems: z.prettifyError(parsed.error) });
  const config = parsed.data;

  const scaling = config.rope_scaling ?? config.rope_parameters;
  const ropeType = scaling?.rope_type ?? scaling?.type ?? 'default';
  if (ropeType !== 'default') refuse(path, `rope_scaling ${ropeType}`);
  if (config.attention_bias) refuse(path, 'attention_bias');
  if (config.mlp_bias) refuse(path, 'mlp_bias');
  if (config.hidden_act !== 'silu') refuse(path, `hidden_act ${config.hidden_act}`);

  const endTokenId = Array.isArray(config.eos_token_id) ? config.eos_token_id[0] : config.eos_token_id;
  return checkHeads(path, {
    architecture: 'llama',
    hiddenSize: config.hidden_size,
    layerCount: config.num_hidden_layers,
    headCount: config.num_attention_heads,
    keyValueHeadCount: config.num_key_value_heads ?? config.num_attention_heads,
    headSize: config.head_dim ?? config.hidden_size / config.num_attention_heads,
    intermediateSize: config.intermediate_size,
    vocabularySize: config.vocab_size,
    contextLength: config.max_position_embeddings,
    ropeTheta: config.rope_theta ?? scaling?.rope_theta ?? 10_000,
    normEpsilon: config.rms_norm_eps,
    tiedEmbeddings: config.tie_word_embeddings,
    ...tokenIds({ begin: config.bos_token_id, end: endTokenId, pad: config.pad_token_id }),
  });
}

export function huggingFaceFromConfig(config: ModelConfig, type: 'F32' | 'F16' | 'BF16') {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layerCount,
    num_attention_heads: config.headCount,
    num_key_value_heads: config.keyValueHeadCount,
    head_dim: config.headSize,
    intermediate_size: config.intermediateSize,
    vocab_size: config.vocabularySize,
    max_position_embeddings: config.contextLength,
    rms_norm_eps: config.normEpsilon,
    hidden_act: 'silu',
    rope_theta: config.ropeTheta,
    rope_scaling: null,
    attention_bias: false,
    mlp_bias: false,
    tie_word_embeddings: config.tiedEmbeddings,
    bos_token_id: config.beginTokenId ?? null,
    eos_token_id: config.endTokenId ?? null,
    pad_token_id: config.padTokenId ?? null,
    initializer_range: 0.02,
    use_cache: true,
    torch_dtype: { F32: 'float32', F16: 'float16', BF16: 'bfloat16' }[type],
  };
}

/** `vocabularySize` and `tiedEmbeddings` are read off the tensors, which a GGUF's metadata may leave out. */
export function configFromGguf(
  path: string,
  metadata: GgufMetadata,
  fromTensors: { vocabularySize: number; tiedEmbeddings: boolean },
): ModelConfig {
  const architecture = metadata.get('general.architecture')?.value;
  if (architecture !== 'llama') {
    throw modelError('input', 'unsupported-architecture', { path, found: `${architecture ?? 'none named'}` });
  }
  const scaled = [...metadata.keys()].find((key) => key.startsWith('llama.rope.scaling.'));
  if (scaled && metadata.get('llama.rope.scaling.type')?.value !== 'none') refuse(path, scaled);
  if (metadata.has('llama.expert_count') && number('llama.expert_count') > 0) refuse(path, 'llama.expert_count');

  function number(key: string, fallback?: number): number {
    const entry = metadata.get(key);
    if (!entry && fallback !== undefined) return fallback;
    if (!entry) throw modelError('input', 'metadata-missing', { path, key });
    const value = typeof entry.value === 'bigint' ? Number(entry.value) : entry.value;
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    throw modelError('input', 'metadata-value', { path, key, found: `${entry.type} ${entry.value}`, expected: '>= 0' });
  }
  const optional = (key: string) => (metadata.has(key) ? number(key) : undefined);

  const layerCount = number('llama.block_count');
  if (layerCount > maximumLayers) {
    const part = 'llama.block_count';
    throw modelError('input', 'over-limit', { path, part, found: `${layerCount}`, limit: maximumLayers });
  }
  const hiddenSize = number('llama.embedding_length');
  const headCount = number('llama.attention.head_count');
  return checkHeads(path, {
    architecture: 'llama',
    hiddenSize,
    layerCount,
    headCount,
    keyValueHeadCount: number('llama.attention.head_count_kv', headCount),
    headSize: number('llama.attention.key_length', hiddenSize / headCount),
    intermediateSize: number('llama.feed_forward_length'),
    contextLength: number('llama.context_length'),
    ropeTheta: shortest(number('llama.rope.freq_base', 10_000)),
    normEpsilon: shortest(number('llama.attention.layer_norm_rms_epsilon')),
    ...fromTensors,
    ...tokenIds({
      begin: optional('tokenizer.ggml.bos_token_id'),
      end: optional('tokenizer.ggml.eos_token_id'),
      pad: optional('tokenizer.ggml.padding_token_id'),
    }),
  });
}

export function ggufFromConfig(config: ModelConfig): [string, GgufValue][] {
  const whole = (value: number): GgufValue => ({ type: 'uint32', value });
  const real = (value: number): GgufValue => ({ type: 'float32', value });
  return [
    ['llama.block_count', whole(config.layerCount)],
    ['llama.context_length', whole(config.contextLength)],
    ['llama.embedding_length', whole(config.hiddenSize)],
    ['llama.feed_forward_length', whole(config.intermediateSize)],
    ['llama.attention.head_count', whole(config.headCount)],
    ['llama.attention.head_count_kv', whole(config.keyValueHeadCount)],
    ['llama.attention.key_length', whole(config.headSize)],
    ['llama.attention.value_length', whole(config.headSize)],
    ['llama.rope.freq_base', real(config.ropeTheta)],
    ['llama.rope.dimension_count', whole(config.headSize)],
    ['llama.attention.layer_norm_rms_epsilon', real(config.normEpsilon)],
    ['llama.vocab_size', whole(config.vocabularySize)],
  ];
}

function refuse(path: string, feature: string): never {
  throw modelError('input', 'unsupported-feature', { path, feature });
}

function checkHeads(path: string, config: ModelConfig): ModelConfig {
  const { headCount, keyValueHeadCount, headSize } = config;
  const fits = headCount % keyValueHeadCount === 0 && Number.isInteger(headSize) && headSize % 2 === 0;
  if (fits) return config;
  const problems = `heads ${headCount}, key-value heads ${keyValueHeadCount}, head size ${headSize}`;
  throw modelError('input', 'broken-config', { path, problems });
}

function tokenIds(ids: {
  begin: number | null | undefined;
  end: number | null | undefined;
  pad: number | null | undefined;
}) {
  return {
    ...(ids.begin == null ? {} : { beginTokenId: ids.begin }),
    ...(ids.end == null ? {} : { endTokenId: ids.end }),
    ...(ids.pad == null ? {} : { padTokenId: ids.pad }),
  };
}

/** GGUF stores float32: 9.999999747378752e-6 was written as 1e-5, and means it. */
function shortest(value: number): number {
  for (let digits = 1; digits <= 9; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === Math.fround(value)) return candidate;
  }
  return value;
}
