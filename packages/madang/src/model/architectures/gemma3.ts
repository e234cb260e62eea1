// Gemma 3, the text models (Gemma Team 2025): norms before and after, which multiply by 1 + weight; norms on heads; five
// layers with a sliding window and rotary positions of their own to one without; embeddings times √D; a gate by gelu.
// transformers reads `attn_logit_softcapping` and then ignores it, so a checkpoint that has one is refused.
import type { ModelConfig } from '../contract.ts';
import type { Architecture } from './architecture.ts';
import { real, whole } from './gguf-config.ts';
import { refuse } from './hugging-face-config.ts';
import { everyLayerBut, readSlidingWindow, writeLayerTypes } from './sliding-layers.ts';

const period = 6;
const defaultWindowTokens = 4096;
const defaultSlidingTheta = 10_000;
const defaultQueryScalar = 256;
/** llama.cpp takes this many for the 27B model, whose scores are divided by the root of D/N. */
const layersOf27B = 62;

export const gemma3: Architecture = {
  name: 'gemma3',
  decoder: {
    norms: {
      attentionInput: 'input_layernorm',
      attentionOutput: 'post_attention_layernorm',
      feedForwardInput: 'pre_feedforward_layernorm',
      feedForwardOutput: 'post_feedforward_layernorm',
    },
    queryKeyNorm: 'head',
    normsAddOne: true,
    activation: 'gelu-tanh',
    embeddingsTimesRootWidth: true,
  },
  huggingFace: {
    className: 'Gemma3ForCausalLM',
    modelType: 'gemma3_text',
    defaults: { tiedEmbeddings: true, ropeTheta: 1_000_000, headSize: 256 },
    activation: { key: 'hidden_activation', name: 'gelu_pytorch_tanh' },
    read: (json, path) => {
      if (json.attn_logit_softcapping != null) refuse(path, 'attn_logit_softcapping');
      if (json.use_bidirectional_attention) refuse(path, 'use_bidirectional_attention');
      const local = json.rope_parameters?.sliding_attention;
      if ((local?.rope_type ?? 'default') !== 'default') refuse(path, `sliding_attention of type ${local?.rope_type}`);
      const { sliding_window = defaultWindowTokens, sliding_window_pattern } = json;
      const isSliding = everyLayerBut(sliding_window_pattern ?? period);
      return {
        ...readSlidingWindow(json, path, sliding_window, isSliding),
        slidingRopeTheta: local?.rope_theta ?? json.rope_local_base_freq ?? defaultSlidingTheta,
        queryScalar: json.query_pre_attn_scalar ?? defaultQueryScalar,
        ...(json.final_logit_softcapping == null ? {} : { logitSoftCap: json.final_logit_softcapping }),
        ...(json.attention_bias ? { attentionBias: 'all' } : {}),
      };
    },
    write: (config) => ({
      rope_local_base_freq: config.slidingRopeTheta ?? defaultSlidingTheta,
      sliding_window: config.slidingWindow?.tokens ?? defaultWindowTokens,
      layer_types: writeLayerTypes(config),
      query_pre_attn_scalar: config.queryScalar ?? config.headSize,
      attn_logit_softcapping: null,
      final_logit_softcapping: config.logitSoftCap ?? null,
      attention_bias: config.attentionBias !== undefined,
    }),
  },
  gguf: {
    architecture: 'gemma3',
    biases: [],
    knowsSlidingWindow: true,
    read: (keys, config) => {
      const tokens = keys.number('attention.sliding_window', 0);
      const layers =
        keys.flags('attention.sliding_window_pattern') ??
        Array.from({ length: config.layerCount }, (_, layer) => everyLayerBut(period)(layer));
      const cap = keys.real('final_logit_softcapping', 0);
      return {
        ...(tokens > 0 && layers.includes(true) ? { slidingWindow: { tokens, layers: [...layers] } } : {}),
        slidingRopeTheta: keys.real('rope.freq_base_swa', defaultSlidingTheta),
        queryScalar: queryScalarOfLlamaCpp(config),
        ...(cap > 0 ? { logitSoftCap: cap } : {}),
      };
    },
    write: ({ slidingWindow, slidingRopeTheta = defaultSlidingTheta, logitSoftCap }) => [
      ...(slidingWindow
        ? ([
            ['attention.sliding_window', whole(slidingWindow.tokens)],
            ['attention.sliding_window_pattern', { type: 'array', of: 'bool', value: slidingWindow.layers }],
          ] as const)
        : []),
      ['rope.freq_base_swa', real(slidingRopeTheta)],
      ...(logitSoftCap === undefined ? [] : ([['final_logit_softcapping', real(logitSoftCap)]] as const)),
    ],
    lacks: (config) => {
      const { queryScalar = config.headSize, ropeScaling, slidingWindow } = config;
      const expected = queryScalarOfLlamaCpp(config);
      if (queryScalar !== expected) return `query_pre_attn_scalar ${queryScalar} instead of ${expected}`;
      return slidingWindow && ropeScaling?.type === 'yarn' ? 'rope_scaling yarn beside a window' : undefined;
    },
  },
};

function queryScalarOfLlamaCpp({ layerCount, hiddenSize, headCount, headSize }: ModelConfig): number {
  return layerCount === layersOf27B ? hiddenSize / headCount : headSize;
}
