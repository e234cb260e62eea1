// A guess of the training speed from one timed product, for plans that may not train yet.
// A LoRA step costs about 4 FLOP a parameter and token in the linears (forward, and the gradient of the inputs),
// 6 in the head whose logits are used twice, and 12 · keys · width a layer in attention.
import { meanKeys } from '../graph/ops/causal-attention.ts';
import { linearNames, linearShape } from '../model/architectures/tensors.ts';
import type { ModelConfig } from '../model/contract.ts';
import type { TrainSettings } from './contract.ts';

/** Share of the timed product's speed that a whole step reaches. */
const reachedShare = 0.75;

export function estimateTokensPerSecond(config: ModelConfig, settings: TrainSettings, gemmGflops: number): number {
  const linears = linearNames(config).reduce((sum, name) => {
    const [out, inner] = linearShape(config, name);
    return sum + 4 * out * inner + 6 * settings.rank * (out + inner);
  }, 0);
  const head = 6 * config.vocabularySize * config.hiddenSize;
  const attention = 12 * config.layerCount * meanKeys(settings.rowTokens) * config.headCount * config.headSize;
  return (gemmGflops * 1e9 * reachedShare) / (linears + head + attention);
}
