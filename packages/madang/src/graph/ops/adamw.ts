// One AdamW update (Loshchilov & Hutter 2019), number by number. Inputs: weights, gradient, both moments, and the step's
// numbers as `adamwScalars` gives them; outputs: weights and moments after it.
import { requireShape } from '../shapes.ts';
import { apply, type Graph, type Op, type Value } from '../value.ts';

/** [clip, stepSize, keep, epsilon], each of shape [1]. */
export type AdamwScalars = readonly [clip: Value, stepSize: Value, keep: Value, epsilon: Value];

export interface AdamwTensors {
  readonly weights: Value;
  readonly gradient: Value;
  readonly moment1: Value;
  readonly moment2: Value;
}

export function adamw(
  graph: Graph,
  { weights, gradient, moment1, moment2 }: AdamwTensors,
  scalars: AdamwScalars,
  { beta1, beta2 }: { readonly beta1: number; readonly beta2: number },
): Value[] {
  return apply(graph, adamwOp, [weights, gradient, moment1, moment2, ...scalars], { beta1, beta2 });
}

export const adamwOp: Op = {
  name: 'adamw',
  shapes([weights = [], ...others]) {
    for (const shape of others.slice(0, 3)) requireShape('adamw', shape, weights);
    for (const shape of others.slice(3)) requireShape('adamw', shape, [1]);
    return [weights, weights, weights];
  },
  reference([weights, gradient, moment1, moment2, ...scalars], node) {
    if (!weights || !gradient || !moment1 || !moment2) throw new Error('adamw: eight inputs');
    const [clip, stepSize, keep, epsilon] = scalars.map(({ data }) => data[0] ?? Number.NaN) as [
      number,
      number,
      number,
      number,
    ];
    const { beta1, beta2 } = betas(node.attributes);
    const g = gradient.data.map((value) => value * clip);
    const m = moment1.data.map((value, i) => beta1 * value + (1 - beta1) * (g[i] ?? 0));
    const v = moment2.data.map((value, i) => beta2 * value + (1 - beta2) * (g[i] ?? 0) ** 2);
    const w = weights.data.map(
      (value, i) => value * keep - (stepSize * (m[i] ?? 0)) / (Math.sqrt(v[i] ?? 0) + epsilon),
    );
    return [w, m, v].map((data) => ({ shape: weights.shape, data }));
  },
  lower(node, onnx) {
    const [weights = '', gradient = '', moment1 = '', moment2 = '', clip = '', stepSize = '', keep = '', epsilon = ''] =
      node.inputs.map(({ name }) => name);
    const [w = '', m = '', v = ''] = node.outputs.map(({ name }) => name);
    const { beta1, beta2 } = betas(node.attributes);
    const mul = (a: string, b: string, out?: string) =>
      onnx.node('Mul', [a, b], {}, out === undefined ? undefined : [out]);
    const add = (a: string, b: string, out: string) => onnx.node('Add', [a, b], {}, [out]);
    const times = (a: string, factor: number) => mul(a, onnx.float32([factor]));
    const g = mul(gradient, clip);
    add(times(moment1, beta1), times(g, 1 - beta1), m);
    add(times(moment2, beta2), times(mul(g, g), 1 - beta2), v);
    const root = onnx.node('Add', [onnx.node('Sqrt', [v]), epsilon]);
    onnx.node('Sub', [mul(weights, keep), onnx.node('Div', [mul(m, stepSize), root])], {}, [w]);
  },
};

function betas({ beta1, beta2 }: Readonly<Record<string, unknown>>): { beta1: number; beta2: number } {
  return { beta1: Number(beta1), beta2: Number(beta2) };
}
