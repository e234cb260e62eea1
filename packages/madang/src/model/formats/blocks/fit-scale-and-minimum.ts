// Scale and minimum of a block whose values become scale · level + minimum, levels whole and from 0 to `highest`. Both
// ends of the range are moved a little in and out, each pair is refined by least squares with its levels held, and the
// pair with the least squared error kept.

export interface ScaleAndMinimum {
  readonly scale: number;
  readonly minimum: number;
}

/** How far an end moves inward, as a share of the range. */
const moves = [-0.015, 0.015, 0.045, 0.085];

/** `largestMinimum`: 0 where the format cannot hold a positive minimum. */
export function fitScaleAndMinimum(values: Float32Array, highest: number, largestMinimum: number): ScaleAndMinimum {
  const [least, most] = rangeOf(values);
  const from = Math.min(least, largestMinimum);
  const range = most - from;
  if (range <= 0) return { scale: 0, minimum: from };
  let best = { scale: range / highest, minimum: from };
  let leastError = errorByScaleAndMinimum(values, best.scale, best.minimum, highest);
  for (const lower of moves) {
    const start = Math.min(from + lower * range, largestMinimum);
    for (const upper of moves) {
      const scale = (most - upper * range - start) / highest;
      if (scale <= 0) continue;
      const { error, ...fit } = refine(values, scale, start, highest, largestMinimum);
      if (error >= leastError) continue;
      leastError = error;
      best = fit;
    }
  }
  return best;
}

function rangeOf(values: Float32Array): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** Least squares with the levels of this scale and minimum held; the error is that of the levels held. */
function refine(
  values: Float32Array,
  scale: number,
  minimum: number,
  highest: number,
  largestMinimum: number,
): ScaleAndMinimum & { readonly error: number } {
  const inverse = 1 / scale;
  let sum = 0;
  let squares = 0;
  let levels = 0;
  let levelSquares = 0;
  let products = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    const level = levelOf((value - minimum) * inverse, highest);
    sum += value;
    squares += value * value;
    levels += level;
    levelSquares += level * level;
    products += value * level;
  }
  const count = values.length;
  const determinant = count * levelSquares - levels * levels;
  if (determinant <= 0) return { scale, minimum, error: Number.POSITIVE_INFINITY };
  let fittedScale = (count * products - sum * levels) / determinant;
  let fittedMinimum = (levelSquares * sum - levels * products) / determinant;
  if (fittedMinimum > largestMinimum) {
    fittedMinimum = largestMinimum;
    fittedScale = (products - largestMinimum * levels) / levelSquares;
  }
  if (fittedScale <= 0) return { scale, minimum, error: Number.POSITIVE_INFINITY };
  const error =
    squares +
    fittedScale * fittedScale * levelSquares +
    count * fittedMinimum * fittedMinimum +
    2 * (fittedScale * fittedMinimum * levels - fittedScale * products - fittedMinimum * sum);
  return { scale: fittedScale, minimum: fittedMinimum, error };
}

/** Rounded and kept between 0 and `highest`; cutting the fraction off is rounding down, because nothing is negative. */
function levelOf(scaled: number, highest: number): number {
  const level = scaled + 0.5;
  if (level < 0) return 0;
  return level > highest ? highest : level | 0;
}

export function quantizeByScaleAndMinimum(
  values: Float32Array,
  scale: number,
  minimum: number,
  highest: number,
  levels: Int8Array,
): void {
  const inverse = scale === 0 ? 0 : 1 / scale;
  for (let index = 0; index < values.length; index += 1) {
    levels[index] = levelOf(((values[index] ?? 0) - minimum) * inverse, highest);
  }
}

/** The squared error when `values` are stored with this scale and minimum. */
export function errorByScaleAndMinimum(values: Float32Array, scale: number, minimum: number, highest: number): number {
  const inverse = scale === 0 ? 0 : 1 / scale;
  let error = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    const difference = value - levelOf((value - minimum) * inverse, highest) * scale - minimum;
    error += difference * difference;
  }
  return error;
}
