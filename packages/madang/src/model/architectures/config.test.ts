import { describe, expect, it } from 'vitest';
import { catalogue } from '../catalogue.ts';
import type { ModelConfig, RopeScaling } from '../contract.ts';
import type { GgufMetadata, GgufValue } from '../formats/gguf-types.ts';
import { tinyConfig } from '../tiny-model.fixture.ts';
import { ggufLacks, ropeFactors } from './gguf-config.ts';
import {
  architectureOf,
  configFromGguf,
  configFromHuggingFace,
  ggufFromConfig,
  huggingFaceFromConfig,
} from './index.ts';
import { recordedCases } from './recorded-checkpoint.fixture.ts';

// as published for SmolLM2-135M-Instruct
const published = {
  architectures: ['LlamaForCausalLM'],
  attention_bias: false,
  attention_dropout: 0.0,
  bos_token_id: 1,
  eos_token_id: 2,
  hidden_act: 'silu',
  hidden_size: 576,
  initializer_range: 0.041666666666666664,
  intermediate_size: 1536,
  is_llama_config: true,
  max_position_embeddings: 8192,
  mlp_bias: false,
  model_type: 'llama',
  num_attention_heads: 9,
  num_hidden_layers: 30,
  num_key_value_heads: 3,
  pad_token_id: 2,
  pretraining_tp: 1,
  rms_norm_eps: 1e-5,
  rope_interleaved: false,
  rope_scaling: null,
  rope_theta: 100_000,
  tie_word_embeddings: true,
  torch_dtype: 'bfloat16',
  use_cache: true,
  vocab_size: 49_152,
};

describe('Hugging Face config', () => {
  it('reads a published config as the catalogue has it', () => {
    const known = catalogue.find(({ name }) => name === 'smollm2-135m-instruct')?.config;
    expect(configFromHuggingFace('x', published)).toEqual({ ...known, beginTokenId: 1, endTokenId: 2, padTokenId: 2 });
  });

  it('comes back from what we write', () => {
    for (const config of [tinyConfig, { ...tinyConfig, tiedEmbeddings: false, headSize: 32 }]) {
      const json = JSON.parse(JSON.stringify(huggingFaceFromConfig(config, 'BF16')));
      expect(configFromHuggingFace('x', json)).toEqual(config);
    }
  });

  it('reads the rotary base where newer transformers keep it', () => {
    const { rope_theta: _, ...rest } = published;
    const json = { ...rest, rope_parameters: { rope_theta: 5000, rope_type: 'default' } };
    expect(configFromHuggingFace('x', json).ropeTheta).toBe(5000);
  });

  it.each([
    ['another family', { architectures: ['GPT2LMHeadModel'] }, 'model/unsupported-architecture'],
    ['no family', { architectures: undefined }, 'model/unsupported-architecture'],
    ['dynamic positions', { rope_scaling: { rope_type: 'dynamic', factor: 8 } }, 'model/unsupported-feature'],
    ['a scaling without its bounds', { rope_scaling: { rope_type: 'llama3', factor: 8 } }, 'model/unsupported-feature'],
    ['heads that turn in part', { partial_rotary_factor: 0.5 }, 'model/unsupported-feature'],
    ['another activation', { hidden_act: 'gelu' }, 'model/unsupported-feature'],
    ['a missing size', { hidden_size: undefined }, 'model/broken-config'],
    ['a million layers', { num_hidden_layers: 1_000_000 }, 'model/broken-config'],
    ['heads that do not divide', { num_key_value_heads: 2 }, 'model/broken-config'],
  ])('refuses %s', (_name, change, code) => {
    expect(() => configFromHuggingFace('x', { ...published, ...change })).toThrow(expect.objectContaining({ code }));
  });
});

describe('GGUF metadata', () => {
  const fromTensors = { vocabularySize: tinyConfig.vocabularySize, tiedEmbeddings: true };
  const whole = (value: number): GgufValue => ({ type: 'uint32', value });
  const metadata: GgufMetadata = new Map([
    ...ggufFromConfig('x', tinyConfig),
    ['tokenizer.ggml.bos_token_id', whole(1)],
    ['tokenizer.ggml.eos_token_id', whole(2)],
    ['tokenizer.ggml.padding_token_id', whole(2)],
  ]);

  it('comes back from what we write, with float32 numbers as they were meant', () => {
    expect(configFromGguf('x', metadata, fromTensors)).toEqual(tinyConfig);
    const stored = new Map(metadata).set('llama.attention.layer_norm_rms_epsilon', {
      type: 'float32',
      value: Math.fround(1e-5),
    });
    expect(configFromGguf('x', stored, fromTensors).normEpsilon).toBe(1e-5);
  });

  it.each([
    ['general.architecture', { type: 'string', value: 'gpt2' }, 'model/unsupported-architecture'],
    ['llama.rope.scaling.type', { type: 'string', value: 'longrope' }, 'model/unsupported-feature'],
    ['llama.expert_count', whole(8), 'model/unsupported-feature'],
    ['llama.block_count', whole(100_000), 'model/over-limit'],
    ['llama.embedding_length', { type: 'string', value: '64' }, 'model/metadata-value'],
  ] as [string, GgufValue, string][])('refuses %s', (key, value, code) => {
    const changed = new Map(metadata).set(key, value);
    expect(() => configFromGguf('x', changed, fromTensors)).toThrow(expect.objectContaining({ code }));
  });

  describe('rope_freqs.weight', () => {
    const scaling: RopeScaling = {
      type: 'llama3',
      factor: 32,
      lowFrequencyFactor: 1,
      highFrequencyFactor: 4,
      originalContextLength: 8192,
    };
    const config: ModelConfig = { ...tinyConfig, headSize: 64, ropeTheta: 500_000, ropeScaling: scaling };
    const factors = ropeFactors(config) ?? new Float32Array();
    // as llama.cpp's converter leaves it
    const converted = new Map([...metadata, ...ggufFromConfig('x', config)]);
    converted.delete('llama.rope.scaling.original_context_length');

    it.each([8192, 16_384])('is read as the scaling of %i tokens that it was made of', (originalContextLength) => {
      const made = { ...scaling, originalContextLength };
      const found = { ...fromTensors, ropeFactors: ropeFactors({ ...config, ropeScaling: made }) };
      expect(configFromGguf('x', converted, found).ropeScaling).toEqual(made);
    });

    it('is refused where it is another one', () => {
      const other = { ...fromTensors, ropeFactors: factors.map((value, place) => value * (1 + place / 100)) };
      expect(() => configFromGguf('x', converted, other)).toThrow(
        expect.objectContaining({ code: 'model/unsupported-feature' }),
      );
    });
  });

  it('names a key that is missing', () => {
    const changed = new Map(metadata);
    changed.delete('llama.feed_forward_length');
    expect(() => configFromGguf('x', changed, fromTensors)).toThrow('llama.feed_forward_length');
  });
});

describe.each(recordedCases)('$name', ({ name, config: json }) => {
  const config = configFromHuggingFace('x', json);

  it('comes back from the Hugging Face config that we write', () => {
    expect(configFromHuggingFace('x', JSON.parse(JSON.stringify(huggingFaceFromConfig(config, 'F32'))))).toEqual(
      config,
    );
  });

  it('comes back from GGUF, as far as llama.cpp knows it', () => {
    const lacks = ggufLacks(architectureOf(config), config);
    if (lacks !== undefined) {
      expect(() => ggufFromConfig('x', config)).toThrow(expect.objectContaining({ code: 'model/gguf-lacks-feature' }));
      return;
    }
    const whole = (value: number): GgufValue => ({ type: 'uint32', value });
    const ids = { 'tokenizer.ggml.bos_token_id': whole(1), 'tokenizer.ggml.eos_token_id': whole(2) };
    const metadata: GgufMetadata = new Map([...ggufFromConfig('x', config), ...Object.entries(ids)]);
    const { vocabularySize, tiedEmbeddings, attentionBias, feedForwardBias } = config;
    const facts = { vocabularySize, tiedEmbeddings, ...(attentionBias ? { attentionBias } : {}) };
    const found = configFromGguf('x', metadata, {
      ...facts,
      ...(feedForwardBias ? { feedForwardBias: true as const } : {}),
      ropeFactors: ropeFactors(config),
    });
    // llama.cpp has no name of its own for Mistral, and no window in these
    const { slidingWindow, ...rest } = config;
    const window =
      architectureOf(config).gguf.knowsSlidingWindow || !slidingWindow ? {} : { contextLength: slidingWindow.tokens };
    const expected = 'contextLength' in window ? { ...rest, ...window } : config;
    expect(found).toEqual({ ...expected, architecture: name.startsWith('mistral') ? 'llama' : config.architecture });
  });
});

describe('configs as published', () => {
  const sizes = {
    ...{ hidden_size: 64, num_hidden_layers: 8, num_attention_heads: 4, num_key_value_heads: 2, intermediate_size: 96 },
    ...{ vocab_size: 300, max_position_embeddings: 4096, rms_norm_eps: 1e-6, head_dim: 16 },
  };
  const read = (className: string, rest: object) =>
    configFromHuggingFace('x', { ...sizes, architectures: [className], ...rest });

  it('Gemma 3: five layers with a window to one without, tied, where nothing says so', () => {
    const older = { rope_theta: 1e6, rope_local_base_freq: 5000, sliding_window: 512, sliding_window_pattern: 6 };
    const { slidingWindow, slidingRopeTheta, tiedEmbeddings, queryScalar } = read('Gemma3ForCausalLM', older);
    expect(slidingWindow).toEqual({ tokens: 512, layers: [true, true, true, true, true, false, true, true] });
    expect([slidingRopeTheta, tiedEmbeddings, queryScalar]).toEqual([5000, true, 256]);
  });

  it('Mistral: a window of 4,096 unless it is null', () => {
    expect(read('MistralForCausalLM', {}).slidingWindow?.tokens).toBe(4096);
    expect(read('MistralForCausalLM', { sliding_window: null }).slidingWindow).toBeUndefined();
  });

  it('Qwen 2.5: a window only where it is used, on the layers after the first ones', () => {
    const window = { sliding_window: 128, max_window_layers: 6 };
    expect(read('Qwen2ForCausalLM', { use_sliding_window: false, ...window }).slidingWindow).toBeUndefined();
    const layers = read('Qwen2ForCausalLM', { use_sliding_window: true, ...window }).slidingWindow?.layers;
    expect(layers?.indexOf(true)).toBe(6);
  });

  it('Apertus: scaled positions where nothing says so', () => {
    expect(read('ApertusForCausalLM', { hidden_act: 'xielu' })).toMatchObject({
      ropeTheta: 12_000_000,
      ropeScaling: { type: 'llama3', factor: 8 },
    });
  });

  it('YaRN: the magnitude that the factor or two multipliers give', () => {
    const yarn = { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 1024 };
    const magnitudeOf = (rope: object) => {
      const { ropeScaling } = read('Qwen3ForCausalLM', { rope_scaling: { ...yarn, ...rope } });
      return ropeScaling?.type === 'yarn' ? ropeScaling.attentionFactor : undefined;
    };
    expect(magnitudeOf({})).toBeCloseTo(1 + 0.1 * Math.log(4), 12);
    expect(magnitudeOf({ attention_factor: 0.9 })).toBe(0.9);
    expect(magnitudeOf({ mscale: 1, mscale_all_dim: 0.5 })).toBeCloseTo(
      (1 + 0.1 * Math.log(4)) / (1 + 0.05 * Math.log(4)),
      12,
    );
  });

  it.each([
    ['Gemma3ForCausalLM', { attn_logit_softcapping: 50 }],
    ['Gemma3ForCausalLM', { use_bidirectional_attention: true }],
    ['Gemma3ForCausalLM', { hidden_activation: 'gelu' }],
    ['Qwen3ForCausalLM', { layer_types: Array(8).fill('chunked_attention') }],
    ['ApertusForCausalLM', { hidden_act: 'silu' }],
  ])('refuses what %s would compute otherwise: %o', (className, rest) => {
    expect(() => read(className, rest)).toThrow(expect.objectContaining({ code: 'model/unsupported-feature' }));
  });

  it.each([
    ['Olmo2ForCausalLM', { attention_bias: true }],
    ['Qwen3ForCausalLM', { rope_scaling: { rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4 } }],
    ['Qwen2ForCausalLM', { head_dim: 32 }],
    ['Gemma3ForCausalLM', { query_pre_attn_scalar: 16, rope_scaling: { rope_type: 'yarn', factor: 8 } }],
  ])('writes no GGUF of what llama.cpp leaves out of %s: %o', (className, rest) => {
    const config = read(className, rest);
    expect(() => ggufFromConfig('x', config)).toThrow(expect.objectContaining({ code: 'model/gguf-lacks-feature' }));
  });
});
