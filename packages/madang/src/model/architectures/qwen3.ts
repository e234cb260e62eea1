// Qwen3 (Yang et al. 2025): a norm on each head of queries and keys, heads of a size of their own, no biases as published.
import type { Architecture } from './architecture.ts';
import { llama } from './llama.ts';
import { readQwenWindow, writeQwenWindow } from './qwen2.ts';

export const qwen3: Architecture = {
  name: 'qwen3',
  decoder: { ...llama.decoder, queryKeyNorm: 'head' },
  huggingFace: {
    className: 'Qwen3ForCausalLM',
    modelType: 'qwen3',
    defaults: { ...llama.huggingFace.defaults, headSize: 128 },
    activation: llama.huggingFace.activation,
    read: (json, path) => ({
      ...(json.attention_bias ? { attentionBias: 'all' } : {}),
      ...readQwenWindow(json, path),
    }),
    write: (config) => ({ attention_bias: config.attentionBias !== undefined, ...writeQwenWindow(config) }),
  },
  gguf: { architecture: 'qwen3', biases: ['query-key-value'] },
};
