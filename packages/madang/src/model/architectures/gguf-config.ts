// GGUF metadata to ModelConfig and back: the keys that all members have, each below `general.architecture`. llama.cpp
// keeps llama3's scaling as a tensor of divisors, from which the scaling is found again.
import type { ModelConfig, RopeScaling } from '../contract.ts';
import { modelError } from '../errors.ts';
import type { GgufMetadata, GgufValue } from '../formats/gguf-types.ts';
import type { Architecture } from './architecture.ts';
import { checkSizes, maximumLayers } from './check-sizes.ts';
import { refuse } from './hugging-face-config.ts';
import { ropeDivisors, yarnMagnitude } from './rope-scaling.ts';

export const ropeFactorsName = 'rope_freqs.weight';
/** Of Llama 3.1 and 3.2. */
const usualOriginalTokens = 8192;

/** What the tensors of a file say and its metadata may leave out. */
export interface GgufTensorFacts {
  readonly vocabularySize: number;
  readonly tiedEmbeddings: boolean;
  readonly attentionBias?: ModelConfig['attentionBias'];
  readonly feedForwardBias?: true | undefined;
  /** Of `rope_freqs.weight`. */
  readonly ropeFactors?: Float32Array | undefined;
}

/** Keys below the architecture's name. */
export interface GgufKeys {
  has(key: string): boolean;
  number(key: string, fallback?: number): number;
  /** As it was meant before it became a float32. */
  real(key: string, fallback?: number): number;
  text(key: string): string | undefined;
  flags(key: string): readonly boolean[] | undefined;
  refuse(key: string): never;
}

export function readGgufConfig(
  { name, gguf }: Architecture,
  path: string,
  metadata: GgufMetadata,
  { ropeFactors, ...facts }: GgufTensorFacts,
): ModelConfig {
  const keys = keysBelow(`${gguf.architecture}.`, path, metadata);
  if (keys.number('expert_count', 0) > 0) refuse(path, `${gguf.architecture}.expert_count`);
  const layerCount = keys.number('block_count');
  if (layerCount > maximumLayers) {
    const part = `${gguf.architecture}.block_count`;
    throw modelError('input', 'over-limit', { path, part, found: `${layerCount}`, limit: maximumLayers });
  }
  const hiddenSize = keys.number('embedding_length');
  const headCount = keys.number('attention.head_count');
  const headSize = keys.number('attention.key_length', hiddenSize / headCount);
  const ropeTheta = keys.real('rope.freq_base', 10_000);
  const config: ModelConfig = {
    architecture: name,
    hiddenSize,
    layerCount,
    headCount,
    keyValueHeadCount: keys.number('attention.head_count_kv', headCount),
    headSize,
    intermediateSize: keys.number('feed_forward_length'),
    contextLength: keys.number('context_length'),
    ropeTheta,
    normEpsilon: keys.real('attention.layer_norm_rms_epsilon'),
    ...facts,
    ...tokenIds(path, metadata),
  };
  const ropeScaling = ropeFactors ? scalingOfFactors(config, ropeFactors, keys, path) : readScaling(config, keys, path);
  const whole = { ...config, ...(ropeScaling ? { ropeScaling } : {}) };
  return checkSizes(path, { ...whole, ...gguf.read?.(keys, whole) });
}

export function writeGgufConfig({ gguf }: Architecture, config: ModelConfig): [string, GgufValue][] {
  const { contextLength, slidingWindow, ropeScaling } = config;
  const readable = gguf.knowsSlidingWindow ? contextLength : Math.min(contextLength, slidingWindow?.tokens ?? Infinity);
  const entries: [string, GgufValue][] = [
    ['block_count', whole(config.layerCount)],
    ['context_length', whole(readable)],
    ['embedding_length', whole(config.hiddenSize)],
    ['feed_forward_length', whole(config.intermediateSize)],
    ['attention.head_count', whole(config.headCount)],
    ['attention.head_count_kv', whole(config.keyValueHeadCount)],
    ['attention.key_length', whole(config.headSize)],
    ['attention.value_length', whole(config.headSize)],
    ['rope.freq_base', real(config.ropeTheta)],
    ['rope.dimension_count', whole(config.headSize)],
    ['attention.layer_norm_rms_epsilon', real(config.normEpsilon)],
    ['vocab_size', whole(config.vocabularySize)],
    ...(ropeScaling ? writeScaling(ropeScaling) : []),
    ...(gguf.write?.(config) ?? []).map(([key, value]): [string, GgufValue] => [key, value]),
  ];
  return entries.map(([key, value]) => [`${gguf.architecture}.${key}`, value]);
}

/** What llama.cpp's implementation of the architecture would leave out; undefined: nothing. */
export function ggufLacks({ gguf }: Architecture, config: ModelConfig): string | undefined {
  const { attentionBias, feedForwardBias, ropeScaling } = config;
  if (attentionBias && !gguf.biases.includes('query-key-value')) return 'attention biases';
  if (attentionBias === 'all' && !gguf.biases.includes('attention-output')) return 'a bias after attention';
  if (feedForwardBias && !gguf.biases.includes('feed-forward')) return 'feed-forward biases';
  if (ropeScaling?.type === 'llama3' && !gguf.readsRopeFactors) return 'rope_scaling llama3';
  if (ropeScaling?.type === 'yarn' && !ropeScaling.truncate) return 'rope_scaling yarn without truncate';
  return gguf.lacks?.(config);
}

/** The divisors of frequencies that llama.cpp reads as a tensor. */
export function ropeFactors({ ropeScaling, headSize, ropeTheta }: ModelConfig): Float32Array | undefined {
  if (ropeScaling?.type !== 'llama3') return undefined;
  return Float32Array.from(ropeDivisors(ropeScaling, headSize, ropeTheta));
}

export const whole = (value: number): GgufValue => ({ type: 'uint32', value });
export const real = (value: number): GgufValue => ({ type: 'float32', value });

function writeScaling(scaling: RopeScaling): [string, GgufValue][] {
  if (scaling.type === 'linear') {
    return [
      ['rope.scaling.type', { type: 'string', value: 'linear' }],
      ['rope.scaling.factor', real(scaling.factor)],
    ];
  }
  const original: [string, GgufValue] = ['rope.scaling.original_context_length', whole(scaling.originalContextLength)];
  if (scaling.type === 'llama3') return [original];
  return [
    ['rope.scaling.type', { type: 'string', value: 'yarn' }],
    ['rope.scaling.factor', real(scaling.factor)],
    original,
    // llama.cpp multiplies by YaRN's own magnitude itself
    ['rope.scaling.attn_factor', real(scaling.attentionFactor / yarnMagnitude(scaling.factor))],
    ['rope.scaling.yarn_beta_fast', real(scaling.betaFast)],
    ['rope.scaling.yarn_beta_slow', real(scaling.betaSlow)],
  ];
}

function readScaling({ contextLength }: ModelConfig, keys: GgufKeys, path: string): RopeScaling | undefined {
  const factor = keys.real('rope.scaling.factor', keys.real('rope.scale_linear', 0)) || 1;
  const type = keys.text('rope.scaling.type') ?? 'linear';
  if (type === 'none' || (type === 'linear' && factor === 1)) return undefined;
  if (type === 'linear') return { type, factor };
  if (type !== 'yarn') return refuse(path, `rope.scaling.type ${type}`);
  return {
    type,
    factor,
    originalContextLength: keys.number('rope.scaling.original_context_length', contextLength),
    betaFast: keys.real('rope.scaling.yarn_beta_fast', 32),
    betaSlow: keys.real('rope.scaling.yarn_beta_slow', 1),
    attentionFactor: yarnMagnitude(factor) * keys.real('rope.scaling.attn_factor', 1),
    truncate: true,
  };
}

/**
 * Llama 3's bounds have been 1 and 4 rotations in every published model. How many tokens the pretraining had follows from
 * any divisor between the two.
 */
function scalingOfFactors(
  { headSize, ropeTheta }: ModelConfig,
  factors: Float32Array,
  keys: GgufKeys,
  path: string,
): RopeScaling | undefined {
  const factor = shortest(Math.max(...factors));
  const between = factors.findIndex((divisor) => divisor > 1.001 && divisor < 0.999 * factor);
  const kept = (factor / (factors[between] ?? 1) - 1) / (factor - 1);
  const wavelength = 2 * Math.PI * ropeTheta ** ((2 * between) / headSize);
  const tokens = between < 0 ? usualOriginalTokens : Math.round(wavelength * (1 + 3 * kept));
  const scaling = {
    type: 'llama3',
    factor,
    lowFrequencyFactor: 1,
    highFrequencyFactor: 4,
    originalContextLength: keys.number('rope.scaling.original_context_length', tokens),
  } as const;
  const divisors = ropeDivisors(scaling, headSize, ropeTheta);
  const fits = divisors.every((divisor, place) => Math.abs(divisor / (factors[place] ?? 0) - 1) < 1e-4);
  if (!fits || divisors.length !== factors.length) refuse(path, `${ropeFactorsName} other than llama3's`);
  return factor === 1 ? undefined : scaling;
}

function keysBelow(prefix: string, path: string, metadata: GgufMetadata): GgufKeys {
  const number = (key: string, fallback?: number) => readNumber(path, metadata, prefix + key, fallback);
  return {
    has: (key) => metadata.has(prefix + key),
    number,
    real: (key, fallback) => shortest(number(key, fallback)),
    text: (key) => {
      const value = metadata.get(prefix + key)?.value;
      return typeof value === 'string' ? value : undefined;
    },
    flags: (key) => {
      const entry = metadata.get(prefix + key);
      return entry?.type === 'array' && entry.of === 'bool' ? entry.value : undefined;
    },
    refuse: (key) => refuse(path, prefix + key),
  };
}

function readNumber(path: string, metadata: GgufMetadata, key: string, fallback?: number): number {
  const entry = metadata.get(key);
  if (!entry && fallback !== undefined) return fallback;
  if (!entry) throw modelError('input', 'metadata-missing', { path, key });
  const value = typeof entry.value === 'bigint' ? Number(entry.value) : entry.value;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw modelError('input', 'metadata-value', { path, key, found: `${entry.type} ${entry.value}`, expected: '>= 0' });
}

function tokenIds(path: string, metadata: GgufMetadata) {
  const named = { beginTokenId: 'bos', endTokenId: 'eos', padTokenId: 'padding' };
  const found = Object.entries(named).flatMap(([name, role]) => {
    const key = `tokenizer.ggml.${role}_token_id`;
    return metadata.has(key) ? [[name, readNumber(path, metadata, key)]] : [];
  });
  return Object.fromEntries(found) as Partial<Record<keyof typeof named, number>>;
}

/** GGUF stores float32: 9.999999747378752e-6 was written as 1e-5, and means it. */
function shortest(value: number): number {
  for (let digits = 1; digits <= 9; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === Math.fround(value)) return candidate;
  }
  return value;
}
