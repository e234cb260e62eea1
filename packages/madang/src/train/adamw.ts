// AdamW (Loshchilov & Hutter 2019) with global-norm clipping, one pass over each tensor. Weights and moments are
// float32 and updated in place; sums are float64.

export interface AdamwSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
}

export interface TrainedTensor {
  readonly name: string;
  /** Times the learning rate. */
  readonly rateFactor: number;
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  readonly moment1: Float32Array;
  readonly moment2: Float32Array;
  /** Of the weights over the steps, where one is kept. */
  readonly average?: Float32Array;
}

/** The part of a tensor from its n-th number on; a view. */
export function tensorFrom(tensor: TrainedTensor, first: number): TrainedTensor {
  const { weights, gradient, moment1, moment2, average } = tensor;
  return {
    ...tensor,
    weights: weights.subarray(first),
    gradient: gradient.subarray(first),
    moment1: moment1.subarray(first),
    moment2: moment2.subarray(first),
    ...(average ? { average: average.subarray(first) } : {}),
  };
}

const epsilon = 1e-8;

/** L2 norm over all gradients. */
export function gradientNorm(tensors: readonly TrainedTensor[]): number {
  let squares = 0;
  for (const { gradient } of tensors) {
    for (let i = 0; i < gradient.length; i++) {
      const value = gradient[i] as number;
      squares += value * value;
    }
  }
  return Math.sqrt(squares);
}

/** One update; `step` counts from 1. Gives the gradient norm before clipping. */
export function adamwStep(
  tensors: readonly TrainedTensor[],
  step: number,
  learningRate: number,
  settings: AdamwSettings,
): number {
  const norm = gradientNorm(tensors);
  const clip = norm > settings.clipNorm ? settings.clipNorm / norm : 1;
  const { beta1, beta2, weightDecay } = settings;
  const correction1 = 1 - beta1 ** step;
  const rootCorrection2 = Math.sqrt(1 - beta2 ** step);
  const scaledEpsilon = epsilon * rootCorrection2;
  for (const { weights, gradient, moment1, moment2, rateFactor } of tensors) {
    const rate = learningRate * rateFactor;
    const stepSize = (rate * rootCorrection2) / correction1;
    const keep = 1 - rate * weightDecay;
    for (let i = 0; i < weights.length; i++) {
      const g = (gradient[i] as number) * clip;
      const m = beta1 * (moment1[i] as number) + (1 - beta1) * g;
      const v = beta2 * (moment2[i] as number) + (1 - beta2) * g * g;
      moment1[i] = m;
      moment2[i] = v;
      weights[i] = (weights[i] as number) * keep - (stepSize * m) / (Math.sqrt(v) + scaledEpsilon);
    }
  }
  return norm;
}
