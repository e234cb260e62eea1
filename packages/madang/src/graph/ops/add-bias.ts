// A vector added to every row: y = x + b over the last axis. ONNX: Add.
//   x [T, N]   bias [N]
import { extentOf, requireShape } from '../shapes.ts';
import { applyOne, at, type Graph, type Op, type Value } from '../value.ts';

export function addBias(graph: Graph, x: Value, bias: Value): Value {
  return applyOne(graph, addBiasOp, [x, bias]);
}

export const addBiasOp: Op = {
  name: 'addBias',
  shapes([x = [], bias = []]) {
    requireShape('addBias', bias, [extentOf(x, -1)]);
    return [x];
  },
  reference([x, bias]) {
    if (!x || !bias) throw new Error('addBias: two inputs');
    const width = bias.data.length;
    return [{ shape: x.shape, data: x.data.map((value, place) => value + (bias.data[place % width] ?? Number.NaN)) }];
  },
  lower(node, onnx) {
    const [inputs, outputs] = [node.inputs, node.outputs].map((values) => values.map(({ name }) => name));
    onnx.node('Add', inputs ?? [], {}, outputs);
  },
  gradient(graph, _node, [dY], [, needsBias]) {
    if (!dY) return [];
    return [dY, needsBias ? applyOne(graph, sumRowsOp, [dY]) : undefined];
  },
};

/** Σ over rows: the gradient of a bias. ONNX: ReduceSum. */
export const sumRowsOp: Op = {
  name: 'sumRows',
  shapes: ([x = []]) => [[extentOf(x, -1)]],
  reference([x]) {
    if (!x) throw new Error('sumRows: one input');
    const sums = new Float64Array(extentOf(x.shape, -1));
    for (const [place, value] of x.data.entries()) sums[place % sums.length] = (sums[place % sums.length] ?? 0) + value;
    return [{ shape: [sums.length], data: sums }];
  },
  lower(node, onnx) {
    const x = at(node.inputs, 0);
    const leading = onnx.int64([...x.shape.slice(0, -1).keys()]);
    onnx.node('ReduceSum', [x.name, leading], { keepdims: 0 }, [at(node.outputs, 0).name]);
  },
};
