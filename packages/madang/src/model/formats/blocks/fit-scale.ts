// The scale of a block whose values become scale · level, levels whole and from `lowest` (negative) to `highest`. The
// squared error has many local minima, so scales are tried that bring the value furthest from zero to the lowest level,
// some above and below it; each is refined by least squares with its levels held, and the best kept.

/** The outermost value goes to `lowest` times each of these, to `highest` likewise; above 1 it is cut off. */
const reaches = [0.8, 0.87, 0.92, 0.96, 1, 1.05, 1.1, 1.2];

export function fitScale(values: Float32Array, lowest: number, highest: number): number {
  const outermost = outermostOf(values);
  if (outermost === 0) return 0;
  let best = outermost / lowest;
  let mostExplained = 0;
  for (const end of [lowest, highest]) {
    for (const reach of reaches) {
      const inverse = (end * reach) / outermost;
      const [products, squares] = productsAndSquares(values, inverse, lowest, highest);
      if (squares === 0 || products * products <= mostExplained * squares) continue;
      mostExplained = (products * products) / squares;
      best = products / squares;
    }
  }
  const [products, squares] = productsAndSquares(values, 1 / best, lowest, highest);
  return squares === 0 || products * products < mostExplained * squares ? best : products / squares;
}

function outermostOf(values: Float32Array): number {
  let outermost = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (Math.abs(value) > Math.abs(outermost)) outermost = value;
  }
  return outermost;
}

/** Sums over value · level and level²; their quotient is the best scale, products² / squares the part explained. */
function productsAndSquares(values: Float32Array, inverse: number, lowest: number, highest: number): [number, number] {
  let products = 0;
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    const level = levelOf(value * inverse, lowest, highest);
    products += value * level;
    squares += level * level;
  }
  return [products, squares];
}

/** Rounded and kept in range; counted from `lowest`, so that cutting the fraction off is rounding down. */
function levelOf(scaled: number, lowest: number, highest: number): number {
  const steps = scaled - lowest + 0.5;
  if (steps < 0) return lowest;
  return steps > highest - lowest ? highest : (steps | 0) + lowest;
}

export function quantizeByScale(
  values: Float32Array,
  scale: number,
  lowest: number,
  highest: number,
  levels: Int8Array,
): void {
  const inverse = scale === 0 ? 0 : 1 / scale;
  for (let index = 0; index < values.length; index += 1) {
    levels[index] = levelOf((values[index] ?? 0) * inverse, lowest, highest);
  }
}

/** The squared error when `values` are stored with this scale. */
export function errorByScale(values: Float32Array, scale: number, lowest: number, highest: number): number {
  const inverse = scale === 0 ? 0 : 1 / scale;
  let error = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    const difference = value - levelOf(value * inverse, lowest, highest) * scale;
    error += difference * difference;
  }
  return error;
}
