// OLMo 2 (Walsh et al. 2025): norms after attention and feed-forward instead of before, and over the whole width of
// queries and keys.
import type { Architecture } from './architecture.ts';
import { llama } from './llama.ts';

export const olmo2: Architecture = {
  name: 'olmo2',
  decoder: {
    norms: { attentionOutput: 'post_attention_layernorm', feedForwardOutput: 'post_feedforward_layernorm' },
    queryKeyNorm: 'width',
    activation: 'silu',
  },
  huggingFace: {
    className: 'Olmo2ForCausalLM',
    modelType: 'olmo2',
    defaults: llama.huggingFace.defaults,
    activation: llama.huggingFace.activation,
    read: ({ attention_bias }) => (attention_bias ? { attentionBias: 'all' } : {}),
    write: ({ attentionBias }) => ({ attention_bias: attentionBias !== undefined }),
  },
  gguf: {
    architecture: 'olmo2',
    needsHead: true,
    biases: [],
    read: (keys) => {
      // OLMo 3 has the same name in GGUF
      return keys.has('attention.sliding_window') ? keys.refuse('attention.sliding_window') : {};
    },
    lacks: ({ headCount, headSize, hiddenSize }) =>
      headCount * headSize === hiddenSize ? undefined : 'heads that are not as wide as the model together',
  },
};
