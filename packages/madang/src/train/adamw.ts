// AdamW (Loshchilov & Hutter 2019) with global-norm clipping. Weights and moments are float32 and updated in place;
// sums are float64.

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

/** The numbers of one update of a tensor: g = clip · gradient; w = keep · w − stepSize · m / (√v + epsilon). */
export interface AdamwNumbers {
  readonly clip: number;
  readonly stepSize: number;
  readonly keep: number;
  readonly epsilon: number;
}

/** The part of a tensor from its n-th number on, up to `end`; a view. */
export function partOfTensor(tensor: TrainedTensor, first: number, end?: number): TrainedTensor {
  const { weights, gradient, moment1, moment2, average } = tensor;
  return {
    ...tensor,
    weights: weights.subarray(first, end),
    gradient: gradient.subarray(first, end),
    moment1: moment1.subarray(first, end),
    moment2: moment2.subarray(first, end),
    ...(average ? { average: average.subarray(first, end) } : {}),
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

/** `step` counts from 1; `norm` is that of all gradients together. */
export function adamwNumbers(step: number, rate: number, norm: number, settings: AdamwSettings): AdamwNumbers {
  const { beta1, beta2, weightDecay, clipNorm } = settings;
  const rootCorrection2 = Math.sqrt(1 - beta2 ** step);
  return {
    clip: norm > clipNorm ? clipNorm / norm : 1,
    stepSize: (rate * rootCorrection2) / (1 - beta1 ** step),
    keep: 1 - rate * weightDecay,
    epsilon: epsilon * rootCorrection2,
  };
}

export function updateTensor(
  { weights, gradient, moment1, moment2 }: TrainedTensor,
  { clip, stepSize, keep, epsilon: scaledEpsilon }: AdamwNumbers,
  { beta1, beta2 }: Pick<AdamwSettings, 'beta1' | 'beta2'>,
): void {
  for (let i = 0; i < weights.length; i++) {
    const g = (gradient[i] as number) * clip;
    const m = beta1 * (moment1[i] as number) + (1 - beta1) * g;
    const v = beta2 * (moment2[i] as number) + (1 - beta2) * g * g;
    moment1[i] = m;
    moment2[i] = v;
    weights[i] = (weights[i] as number) * keep - (stepSize * m) / (Math.sqrt(v) + scaledEpsilon);
  }
}
