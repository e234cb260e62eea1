// Base plus adapter: W + alpha / rank * B A for every module that the adapter has, and trained rows in the place of the
// base's last ones, computed when a tensor is read. Sums are kept in float64 and rounded once to float32.
import { type Adapter, type AdapterModule, loraScale } from './adapter.ts';
import type { Weights } from './contract.ts';
import { modelError } from './errors.ts';

export function mergeAdapter(weights: Weights, adapter: Adapter): Weights {
  for (const [name, { a, b }] of adapter.modules) checkModule(weights, name, adapter.rank, a, b);
  for (const [name, rows] of adapter.trainedRows) checkRows(weights, name, rows);
  return {
    names: weights.names,
    shape: (name) => weights.shape(name),
    read: (name) => {
      const values = weights.read(name);
      const module = adapter.modules.get(name);
      if (module) addProduct(values, module, adapter.rank, loraScale(adapter));
      const rows = adapter.trainedRows.get(name);
      if (rows) values.set(rows, values.length - rows.length);
      return values;
    },
  };
}

function checkModule(weights: Weights, name: string, rank: number, a: Float32Array, b: Float32Array): void {
  const path = 'adapter';
  if (!weights.names.includes(name)) throw modelError('input', 'tensor-unexpected', { path, name });
  const [out = 0, into = 0] = weights.shape(name);
  if (a.length === rank * into && b.length === out * rank) return;
  const found = `A ${a.length}, B ${b.length}`;
  throw modelError('input', 'bad-shape', { path, name, found, expected: `A ${rank} x ${into}, B ${out} x ${rank}` });
}

function checkRows(weights: Weights, name: string, rows: Float32Array): void {
  const path = 'adapter';
  if (!weights.names.includes(name)) throw modelError('input', 'tensor-unexpected', { path, name });
  const [count = 0, width = 1] = weights.shape(name);
  if (rows.length <= count * width && rows.length % width === 0) return;
  throw modelError('input', 'bad-shape', {
    path,
    name,
    found: `${rows.length} numbers`,
    expected: `rows of ${width}, at most ${count}`,
  });
}

/** Adds scale * B A to `values` ([out, in]) in place, four rows of A at a time. */
function addProduct(values: Float32Array, { a, b }: AdapterModule, rank: number, scale: number): void {
  const into = a.length / rank;
  const out = b.length / rank;
  const rows = Math.ceil(rank / 4) * 4;
  const a64 = new Float64Array(rows * into);
  a64.set(a);
  const factors = new Float64Array(rows);
  const sums = new Float64Array(into);
  for (let row = 0; row < out; row += 1) {
    for (let inner = 0; inner < rank; inner += 1) factors[inner] = scale * (b[row * rank + inner] ?? 0);
    sums.set(values.subarray(row * into, (row + 1) * into));
    for (let inner = 0; inner < rows; inner += 4) addFourRows(sums, a64, inner * into, into, factors, inner);
    values.set(sums, row * into);
  }
}

function addFourRows(
  sums: Float64Array,
  a64: Float64Array,
  start: number,
  into: number,
  factors: Float64Array,
  inner: number,
): void {
  const [f0 = 0, f1 = 0, f2 = 0, f3 = 0] = factors.subarray(inner, inner + 4);
  const second = start + into;
  const third = second + into;
  const fourth = third + into;
  for (let column = 0; column < into; column += 1) {
    sums[column] =
      (sums[column] ?? 0) +
      f0 * (a64[start + column] ?? 0) +
      f1 * (a64[second + column] ?? 0) +
      f2 * (a64[third + column] ?? 0) +
      f3 * (a64[fourth + column] ?? 0);
  }
}
