// The largest difference between two sets of tensors, relative to the value. Values below the least normal float16
// are held against that instead: there float16 has a fixed step.
import type { Weights } from '../model/contract.ts';

const leastNormalFloat16 = 2 ** -14;

/** Infinity when a tensor is missing, has another shape or holds what is no number. */
export function compareTensors(expected: Weights, found: Weights): number {
  let largest = 0;
  for (const name of expected.names) {
    if (!found.names.includes(name) || found.shape(name).join() !== expected.shape(name).join()) {
      return Number.POSITIVE_INFINITY;
    }
    const difference = largestRelativeDifference(expected.read(name), found.read(name));
    if (difference > largest) largest = difference;
  }
  return found.names.length === expected.names.length ? largest : Number.POSITIVE_INFINITY;
}

function largestRelativeDifference(expected: Float32Array, found: Float32Array): number {
  let largest = 0;
  for (let at = 0; at < expected.length; at++) {
    const value = expected[at] ?? Number.NaN;
    const difference = Math.abs(value - (found[at] ?? Number.NaN)) / Math.max(Math.abs(value), leastNormalFloat16);
    if (!(difference <= largest)) largest = Number.isFinite(difference) ? difference : Number.POSITIVE_INFINITY;
  }
  return largest;
}
