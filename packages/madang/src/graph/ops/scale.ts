// A tensor times a number. ONNX: Mul.
import { applyOne, at, type Graph, type Op, type Value } from '../value.ts';

export function scale(graph: Graph, x: Value, factor: number): Value {
  return applyOne(graph, scaleOp, [x], { factor });
}

export const scaleOp: Op = {
  name: 'scale',
  shapes: ([x = []]) => [x],
  reference([x], node) {
    if (!x) throw new Error('scale: one input');
    return [{ shape: x.shape, data: x.data.map((value) => value * Number(node.attributes.factor)) }];
  },
  lower(node, onnx) {
    const factor = onnx.float32([Number(node.attributes.factor)], []);
    onnx.node('Mul', [at(node.inputs, 0).name, factor], {}, [at(node.outputs, 0).name]);
  },
  gradient(graph, node, [dY]) {
    return [dY && scale(graph, dY, Number(node.attributes.factor))];
  },
};
