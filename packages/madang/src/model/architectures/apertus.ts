// Apertus (Swiss AI Initiative 2025): a norm on each head of queries and keys, and xIELU in place of a gate.
import type { Architecture } from './architecture.ts';

/** What transformers takes where `config.json` names no rotary parameters. */
const defaultScaling = {
  type: 'llama3',
  factor: 8,
  lowFrequencyFactor: 1,
  highFrequencyFactor: 4,
  originalContextLength: 8192,
} as const;

export const apertus: Architecture = {
  name: 'apertus',
  decoder: {
    norms: { attentionInput: 'attention_layernorm', feedForwardInput: 'feedforward_layernorm' },
    queryKeyNorm: 'head',
    activation: 'xielu',
  },
  huggingFace: {
    className: 'ApertusForCausalLM',
    modelType: 'apertus',
    defaults: { tiedEmbeddings: false, ropeTheta: 12_000_000 },
    activation: { key: 'hidden_act', name: 'xielu' },
    read: ({ attention_bias, rope_parameters, rope_scaling }) => ({
      ...(attention_bias ? { attentionBias: 'all' } : {}),
      ...(rope_parameters === undefined && rope_scaling === undefined ? { ropeScaling: defaultScaling } : {}),
    }),
    write: ({ attentionBias }) => ({ attention_bias: attentionBias !== undefined }),
  },
  gguf: {
    architecture: 'apertus',
    needsHead: true,
    readsRopeFactors: true,
    biases: ['query-key-value', 'attention-output'],
  },
};
