// The scalar product of two tensors of one shape: as a loss it hands `upstream` on as the gradient of x, which is how the
// backward of a part of a model begins.
//   x, upstream -> [1]
import { requireShape } from '../shapes.ts';
import { applyOne, at, type Graph, type Op, type Value } from '../value.ts';

export function dot(graph: Graph, x: Value, upstream: Value): Value {
  return applyOne(graph, dotOp, [x, upstream]);
}

export const dotOp: Op = {
  name: 'dot',
  shapes([x = [], upstream = []]) {
    requireShape('dot', upstream, x);
    return [[1]];
  },
  reference([x, upstream]) {
    if (!x || !upstream) throw new Error('dot: two inputs');
    const sum = x.data.reduce((total, value, i) => total + value * (upstream.data[i] ?? 0), 0);
    return [{ shape: [1], data: Float64Array.of(sum) }];
  },
  lower(node, onnx) {
    const product = onnx.node(
      'Mul',
      node.inputs.map((input) => input.name),
    );
    const axes = onnx.int64([...at(node.inputs, 0).shape.keys()]);
    const sum = onnx.node('ReduceSum', [product, axes], { keepdims: 0 });
    const output = node.outputs.map(({ name }) => name);
    onnx.node('Reshape', [sum, onnx.int64([1])], {}, output);
  },
  gradient(_graph, node) {
    return [at(node.inputs, 1), undefined];
  },
};
