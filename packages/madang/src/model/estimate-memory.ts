// How much memory a model takes to run and to train with LoRA, by counting what must be held at once. Estimates, stated
// with their formula; a trainer's own forecast after its probe is better.
import { modelTensors } from './architectures/tensors.ts';
import type { ModelConfig } from './contract.ts';

export interface MemoryEstimate {
  /** llama.cpp with a Q8_0 file and a float16 cache. */
  readonly runQ8Bytes: number;
  /** float32, as scores are computed. */
  readonly runFloat32Bytes: number;
  readonly trainLoraBytes: number;
  readonly formula: string;
}

const contextTokens = 2048;
const lora = { rank: 64, tokens: 2048, rowTokens: 256 };

export function countParameters(config: ModelConfig): number {
  return modelTensors(config).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

export function estimateMemory(config: ModelConfig): MemoryEstimate {
  const { layerCount, hiddenSize, intermediateSize, headCount } = config;
  const parameters = countParameters(config);
  const keyValueSize = config.keyValueHeadCount * config.headSize;
  const cacheValues = Math.min(contextTokens, config.contextLength) * layerCount * 2 * keyValueSize;

  const adapterParameters = modelTensors(config)
    .filter(({ kind }) => kind === 'linear')
    .reduce((sum, { shape: [out = 0, into = 0] }) => sum + lora.rank * (out + into), 0);
  // kept for the way back: two norms with their inputs, q k v before and after rotation, attention, gate, up and their product
  const valuesPerTokenAndLayer =
    8 * hiddenSize + 3 * keyValueSize + 4 * intermediateSize + headCount * lora.rowTokens + 7 * lora.rank;
  const activationValues = lora.tokens * layerCount * valuesPerTokenAndLayer;

  return {
    runQ8Bytes: Math.round((parameters * 34) / 32 + cacheValues * 2),
    runFloat32Bytes: parameters * 4 + cacheValues * 4,
    trainLoraBytes: parameters * 4 + adapterParameters * 16 + activationValues * 4,
    formula:
      `run: parameters x bytes a weight + cache of ${contextTokens} tokens x layers x 2 x key-value size; ` +
      `train: 4 bytes x parameters + 16 bytes x adapter parameters (rank ${lora.rank}) + 4 bytes x ${lora.tokens} tokens x layers x ` +
      `(8 hidden + 3 key-value + 4 intermediate + heads x ${lora.rowTokens} + 7 rank)`,
  };
}
