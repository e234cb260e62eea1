// Rotary frequencies of a head, and how they are stretched for longer contexts: linear (Chen et al. 2023), Llama 3's by
// wavelength, and YaRN (Peng et al. 2023), each as transformers computes it.
import type { ModelConfig, RopeScaling } from '../contract.ts';

export interface RotaryFrequencies {
  /** [H/2], radians a position. */
  readonly frequencies: readonly number[];
  /** What sine and cosine are multiplied by. */
  readonly magnitude: number;
}

/** Of layers with a window, or of the others. */
export function rotaryFrequencies(config: ModelConfig, isSliding: boolean): RotaryFrequencies {
  const { headSize, ropeTheta, slidingRopeTheta, ropeScaling } = config;
  if (isSliding && slidingRopeTheta !== undefined) {
    return { frequencies: plainFrequencies(headSize, slidingRopeTheta), magnitude: 1 };
  }
  const plain = plainFrequencies(headSize, ropeTheta);
  if (!ropeScaling) return { frequencies: plain, magnitude: 1 };
  const divisors = ropeDivisors(ropeScaling, headSize, ropeTheta);
  const magnitude = ropeScaling.type === 'yarn' ? ropeScaling.attentionFactor : 1;
  return { frequencies: plain.map((frequency, place) => frequency / (divisors[place] ?? 1)), magnitude };
}

function plainFrequencies(headSize: number, theta: number): number[] {
  return Array.from({ length: headSize / 2 }, (_, place) => theta ** ((-2 * place) / headSize));
}

/** What each frequency is divided by. */
export function ropeDivisors(scaling: RopeScaling, headSize: number, theta: number): number[] {
  const plain = plainFrequencies(headSize, theta);
  switch (scaling.type) {
    case 'linear':
      return plain.map(() => scaling.factor);
    case 'llama3':
      return plain.map((frequency) => llama3Divisor(scaling, (2 * Math.PI) / frequency));
    case 'yarn':
      return yarnDivisors(scaling, headSize, theta);
  }
}

function llama3Divisor(scaling: RopeScaling & { type: 'llama3' }, wavelength: number): number {
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalContextLength } = scaling;
  const rotations = originalContextLength / wavelength;
  if (rotations < low) return factor;
  if (rotations > high) return 1;
  const kept = (rotations - low) / (high - low);
  return 1 / ((1 - kept) / factor + kept);
}

function yarnDivisors(scaling: RopeScaling & { type: 'yarn' }, headSize: number, theta: number): number[] {
  const { factor, originalContextLength, betaFast, betaSlow, truncate } = scaling;
  const placeOfRotations = (rotations: number) =>
    (headSize * Math.log(originalContextLength / (rotations * 2 * Math.PI))) / (2 * Math.log(theta));
  const [first, last] = [placeOfRotations(betaFast), placeOfRotations(betaSlow)];
  const low = Math.max(truncate ? Math.floor(first) : first, 0);
  const bound = Math.min(truncate ? Math.ceil(last) : last, headSize - 1);
  const high = bound === low ? bound + 0.001 : bound;
  return Array.from({ length: headSize / 2 }, (_, place) => {
    const stretched = Math.min(1, Math.max(0, (place - low) / (high - low)));
    return 1 / (stretched / factor + 1 - stretched);
  });
}

/** YaRN's own choice where a config names none. */
export function yarnMagnitude(factor: number, times = 1): number {
  return factor <= 1 ? 1 : 0.1 * times * Math.log(factor) + 1;
}
