// Qwen2 and Qwen2.5 (Yang et al. 2024): biases on queries, keys and values.
import type { ModelConfig } from '../contract.ts';
import type { Architecture } from './architecture.ts';
import type { HuggingFaceConfig } from './hugging-face-config.ts';
import { llama } from './llama.ts';
import { readSlidingWindow, writeLayerTypes } from './sliding-layers.ts';

const defaultWindowTokens = 4096;
const defaultFullLayers = 28;

export const qwen2: Architecture = {
  name: 'qwen2',
  decoder: llama.decoder,
  huggingFace: {
    className: 'Qwen2ForCausalLM',
    modelType: 'qwen2',
    defaults: llama.huggingFace.defaults,
    activation: llama.huggingFace.activation,
    read: (json, path) => ({ attentionBias: 'query-key-value', ...readQwenWindow(json, path) }),
    write: writeQwenWindow,
  },
  gguf: {
    architecture: 'qwen2',
    biases: ['query-key-value'],
    lacks: ({ headCount, headSize, hiddenSize }) =>
      headCount * headSize === hiddenSize ? undefined : 'heads that are not as wide as the model together',
  },
};

/** Used only where `use_sliding_window` says so; the first `max_window_layers` have none. */
export function readQwenWindow(json: HuggingFaceConfig, path: string) {
  const { use_sliding_window: isUsed, sliding_window = defaultWindowTokens, max_window_layers } = json;
  const tokens = isUsed ? sliding_window : undefined;
  return readSlidingWindow(json, path, tokens, (layer) => layer >= (max_window_layers ?? defaultFullLayers));
}

export function writeQwenWindow(config: ModelConfig) {
  const { slidingWindow, layerCount } = config;
  return {
    use_sliding_window: slidingWindow !== undefined,
    sliding_window: slidingWindow?.tokens ?? null,
    max_window_layers: slidingWindow ? slidingWindow.layers.indexOf(true) : layerCount,
    layer_types: writeLayerTypes(config),
  };
}
