// Weights that are read once and kept, for one who goes through them several times (merged ones cost a product each).
import type { Weights } from './contract.ts';

export function keepWeights(weights: Weights): Weights {
  const kept = new Map<string, Float32Array>();
  return {
    names: weights.names,
    shape: (name) => weights.shape(name),
    read(name) {
      const known = kept.get(name) ?? weights.read(name);
      kept.set(name, known);
      return known;
    },
  };
}
