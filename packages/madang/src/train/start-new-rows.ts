// The rows of new tokens before any training: by one of the family `row-initialisers/`, and where asked with a
// frequency bias, which moves what is written along the target language's mean hidden state until each new token is
// foreseen there as often as the text has it. The part of that direction which source text shares is left out, so
// that source text is foreseen as before.
import { randomFrom } from '../kernel/random.ts';
import type { BaseRows, Pieces, StartRow } from './row-initialisers/initialiser.ts';

export function describeRows(matrix: Float32Array, width: number): BaseRows {
  const rows = matrix.length / width;
  const mean = new Float64Array(width);
  for (let place = 0; place < matrix.length; place++) {
    mean[place % width] = (mean[place % width] as number) + (matrix[place] as number) / rows;
  }
  let squares = 0;
  for (let place = 0; place < matrix.length; place++) {
    squares += ((matrix[place] as number) - (mean[place % width] as number)) ** 2;
  }
  return { matrix, width, mean, deviation: Math.sqrt(squares / matrix.length) };
}

/** [count, D]; rows beyond the pieces are padding and stay zero. */
export function startRowsFrom(
  start: StartRow,
  pieces: readonly Pieces[],
  base: BaseRows,
  count: number,
  seed: number,
): Float32Array {
  const random = randomFrom(seed);
  const rows = new Float32Array(count * base.width);
  for (const [place, of] of pieces.entries()) rows.set(start(of, base, random), place * base.width);
  return rows;
}

export interface LanguageStates {
  /** Mean hidden state before the head, [D], over text of each language. */
  readonly target: Float64Array;
  readonly source: Float64Array | undefined;
}

/**
 * Adds to each row so much of the target's own direction that softmax over the base's rows, at the target's mean state,
 * gives the token its frequency: row · state = log(frequency) + log Σ exp(base rows · state).
 */
export function addFrequencyBias(
  rows: Float32Array,
  frequencies: readonly number[],
  base: BaseRows,
  { target, source }: LanguageStates,
): void {
  const direction = ownDirection(target, source);
  const logNormalizer = logSumExp(base, target);
  for (const [place, frequency] of frequencies.entries()) {
    const row = rows.subarray(place * base.width, (place + 1) * base.width);
    const missing = Math.log(frequency) + logNormalizer - dot(row, target);
    for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) + missing * (direction[i] as number);
  }
}

/** Orthogonal to the source's state, and of product 1 with the target's. */
function ownDirection(target: Float64Array, source: Float64Array | undefined): Float64Array {
  const shared = source ? dot(target, source) / dot(source, source) : 0;
  const own = target.map((value, i) => value - shared * (source?.[i] ?? 0));
  const length = dot(own, target);
  return own.map((value) => value / length);
}

function logSumExp({ matrix, width }: BaseRows, state: Float64Array): number {
  const logits = Array.from({ length: matrix.length / width }, (_, row) =>
    dot(matrix.subarray(row * width, (row + 1) * width), state),
  );
  const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
