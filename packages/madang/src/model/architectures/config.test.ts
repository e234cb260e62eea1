import { describe, expect, it } from 'vitest';
import { catalogue } from '../catalogue.ts';
import type { GgufMetadata, GgufValue } from '../formats/gguf-types.ts';
import { tinyConfig } from '../tiny-model.fixture.ts';
import { configFromGguf, configFromHuggingFace, ggufFromConfig, huggingFaceFromConfig } from './index.ts';

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

  it('names a key that is missing', () => {
    const changed = new Map(metadata);
    changed.delete('llama.feed_forward_length');
    expect(() => configFromGguf('x', changed, fromTensors)).toThrow('llama.feed_forward_length');
  });
});
