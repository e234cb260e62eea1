// Elementwise sum of two tensors of one shape. ONNX: Add.
import { requireShape } from '../shapes.ts';
import { applyOne, type Graph, type Op, type Value } from '../value.ts';

export function add(graph: Graph, a: Value, b: Value): Value {
  return applyOne(graph, addOp, [a, b]);
}

export const addOp: Op = {
  name: 'add',
  shapes([a = [], b = []]) {
    requireShape('add', b, a);
    return [a];
  },
  reference([a, b]) {
    if (!a || !b) throw new Error('add: two inputs');
    return [{ shape: a.shape, data: a.data.map((value, index) => value + (b.data[index] ?? Number.NaN)) }];
  },
  lower(node, onnx) {
    onnx.node(
      'Add',
      node.inputs.map((input) => input.name),
      {},
      node.outputs.map((output) => output.name),
    );
  },
  gradient(_graph, _node, [dC]) {
    return [dC, dC];
  },
};
