// For the plain-loop references of ops that join two tensors of one shape, number by number.
import type { ReferenceTensor } from '../value.ts';

export function mapPairs(a: ReferenceTensor, b: ReferenceTensor, f: (x: number, y: number) => number): ReferenceTensor {
  return { shape: a.shape, data: a.data.map((value, index) => f(value, b.data[index] ?? Number.NaN)) };
}
