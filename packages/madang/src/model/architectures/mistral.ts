// Mistral (Jiang et al. 2023): Llama's layers, in the first releases with a sliding window in each. llama.cpp reads it as
// Llama and knows no window, so a GGUF is for texts up to the window.
import type { Architecture } from './architecture.ts';
import { llama } from './llama.ts';
import { readSlidingWindow } from './sliding-layers.ts';

/** Where `config.json` does not say it; null says that there is none. */
const defaultWindowTokens = 4096;

export const mistral: Architecture = {
  ...llama,
  name: 'mistral',
  huggingFace: {
    ...llama.huggingFace,
    className: 'MistralForCausalLM',
    modelType: 'mistral',
    read: (json, path) => {
      const tokens = json.sliding_window === undefined ? defaultWindowTokens : json.sliding_window;
      return readSlidingWindow({ ...json, layer_types: null }, path, tokens, () => true);
    },
    write: ({ slidingWindow }) => ({ sliding_window: slidingWindow?.tokens ?? null }),
  },
};
