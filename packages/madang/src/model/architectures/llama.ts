// Llama 1 to 3 (Touvron et al. 2023, Grattafiori et al. 2024) and SmolLM2.
import type { Architecture } from './architecture.ts';

export const llama: Architecture = {
  name: 'llama',
  decoder: {
    norms: { attentionInput: 'input_layernorm', feedForwardInput: 'post_attention_layernorm' },
    activation: 'silu',
  },
  huggingFace: {
    className: 'LlamaForCausalLM',
    modelType: 'llama',
    defaults: { tiedEmbeddings: false, ropeTheta: 10_000 },
    activation: { key: 'hidden_act', name: 'silu' },
    read: ({ attention_bias, mlp_bias }) => ({
      ...(attention_bias ? { attentionBias: 'all' } : {}),
      ...(mlp_bias ? { feedForwardBias: true } : {}),
    }),
    write: ({ attentionBias, feedForwardBias = false }) => ({
      attention_bias: attentionBias !== undefined,
      mlp_bias: feedForwardBias,
    }),
  },
  gguf: {
    architecture: 'llama',
    interleavesRotaryRows: true,
    readsRopeFactors: true,
    biases: ['query-key-value', 'attention-output', 'feed-forward'],
  },
};
