// Permutes axes: output axis i is input axis `permutation[i]`. ONNX: Transpose.
import { extentOf, type Shape, sizeOf } from '../shapes.ts';
import { applyOne, at, type Graph, type Op, type Value } from '../value.ts';

export function transpose(graph: Graph, x: Value, permutation: readonly number[]): Value {
  return applyOne(graph, transposeOp, [x], { permutation });
}

export const transposeOp: Op = {
  name: 'transpose',
  shapes([x = []], attributes) {
    return [(attributes.permutation as readonly number[]).map((axis) => extentOf(x, axis))];
  },
  reference([x], node) {
    if (!x) throw new Error('transpose: one input');
    const permutation = node.attributes.permutation as readonly number[];
    const shape = permutation.map((axis) => extentOf(x.shape, axis));
    const strides = stridesOf(x.shape);
    const outer = stridesOf(shape);
    const data = new Float64Array(x.data.length);
    for (let index = 0; index < data.length; index++) {
      let from = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        const place = Math.floor(index / extentOf(outer, axis)) % extentOf(shape, axis);
        from += place * extentOf(strides, at(permutation, axis));
      }
      data[index] = x.data[from] ?? Number.NaN;
    }
    return [{ shape, data }];
  },
  lower(node, onnx) {
    onnx.node(
      'Transpose',
      [at(node.inputs, 0).name],
      { perm: node.attributes.permutation as readonly number[] },
      node.outputs.map((output) => output.name),
    );
  },
  gradient(graph, node, [dY]) {
    const permutation = node.attributes.permutation as readonly number[];
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return [dY && transpose(graph, dY, inverse)];
  },
};

function stridesOf(shape: Shape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}
