// Numbers stored in bfloat16 as float32: how weights that are not trained take half the memory. Exact.
//   x (bfloat16 input) -> float32. ONNX: Cast.
import { applyOne, type Graph, type Op, type Value } from '../value.ts';

export function widen(graph: Graph, x: Value): Value {
  return applyOne(graph, widenOp, [x]);
}

export const widenOp: Op = {
  name: 'widen',
  shapes: ([x = []]) => [x],
  reference: ([x]) => (x ? [x] : []),
  lower(node, onnx) {
    const [input, output] = [node.inputs, node.outputs].map((values) => values.map(({ name }) => name));
    onnx.node('Cast', input ?? [], { to: 1 }, output);
  },
};
