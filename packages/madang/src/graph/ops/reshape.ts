// The same elements in row-major order under another shape. ONNX: Reshape.
import { type Shape, show, sizeOf } from '../shapes.ts';
import { applyOne, at, type Graph, type Op, type Value } from '../value.ts';

export function reshape(graph: Graph, x: Value, shape: Shape): Value {
  return applyOne(graph, reshapeOp, [x], { shape });
}

export const reshapeOp: Op = {
  name: 'reshape',
  shapes([x = []], attributes) {
    const shape = attributes.shape as Shape;
    if (sizeOf(x) !== sizeOf(shape)) throw new Error(`reshape: ${show(x)} does not hold as many as ${show(shape)}`);
    return [shape];
  },
  reference([x], node) {
    return [{ shape: node.attributes.shape as Shape, data: x?.data ?? new Float64Array() }];
  },
  lower(node, onnx) {
    onnx.node(
      'Reshape',
      [at(node.inputs, 0).name, onnx.int64(node.attributes.shape as Shape)],
      {},
      node.outputs.map((output) => output.name),
    );
  },
  gradient(graph, node, [dY]) {
    return [dY && reshape(graph, dY, at(node.inputs, 0).shape)];
  },
};
