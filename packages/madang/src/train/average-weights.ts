// An exponential moving average of the trained weights, kept beside them where asked for (Polyak & Juditsky 1992);
// early on the decay is smaller, min(decay, (1 + step) / (10 + step)), so that the start is forgotten.
import type { TrainedTensor } from './adamw.ts';

/** After update `step`, which counts from 1. */
export function updateAverages(tensors: readonly TrainedTensor[], step: number, decay: number): void {
  const kept = Math.min(decay, (1 + step) / (10 + step));
  for (const { weights, average } of tensors) {
    if (!average) continue;
    for (let i = 0; i < weights.length; i++) {
      average[i] = kept * (average[i] as number) + (1 - kept) * (weights[i] as number);
    }
  }
}

/** The tensors with their averages in the place of their weights. */
export function averaged(tensors: readonly TrainedTensor[]): TrainedTensor[] {
  return tensors.map((tensor) => ({ ...tensor, weights: tensor.average ?? tensor.weights }));
}
