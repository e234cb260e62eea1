// Linear maps of one input, y = x Wᵀ of a [out, in] weight, each with its LoRA update y + scale · (x Aᵀ) Bᵀ where
// adapters are given (Hu et al. 2021). The A of all maps lie below each other, so that x Aᵀ, and what its gradient
// needs, is one product for all.
import { extentOf, requireShape } from '../shapes.ts';
import { at, type Graph, type Value } from '../value.ts';
import { addMatmul } from './add-matmul.ts';
import { matmul } from './matmul.ts';
import { join, split } from './split.ts';

/** a [rank, in], b [out, rank] */
export interface LoraPair {
  readonly a: Value;
  readonly b: Value;
}

export function linears(graph: Graph, x: Value, weights: readonly Value[]): Value[] {
  return weights.map((weight) => matmul(graph, x, weight, { transposeB: true }));
}

export function loraLinears(
  graph: Graph,
  x: Value,
  weights: readonly Value[],
  pairs: readonly LoraPair[],
  scale: number,
): Value[] {
  const ranks = pairs.map(({ a }) => extentOf(a.shape, 0));
  requireShape(
    'loraLinears: ranks',
    ranks,
    pairs.map(({ b }) => extentOf(b.shape, 1)),
  );
  const allA = join(
    graph,
    pairs.map(({ a }) => a),
    0,
  );
  const downs = split(graph, matmul(graph, x, allA, { transposeB: true }), 1, ranks);
  return linears(graph, x, weights).map((y, place) =>
    addMatmul(graph, y, at(downs, place), at(pairs, place).b, { transposeB: true, alpha: scale }),
  );
}
