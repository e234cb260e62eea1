// C + alpha · A op(B) for matrices, accumulated inside the product: how a LoRA update joins its linear.
// ONNX: Gemm.
import { requireShape } from '../shapes.ts';
import { applyOne, at, type Graph, type Op, type Value } from '../value.ts';
import { matmul, matmulExtents, matmulReference } from './matmul.ts';

export function addMatmul(
  graph: Graph,
  c: Value,
  a: Value,
  b: Value,
  options: { readonly transposeB?: boolean; readonly alpha?: number } = {},
): Value {
  const { transposeB = false, alpha = 1 } = options;
  return applyOne(graph, addMatmulOp, [c, a, b], { transposeB, alpha });
}

export const addMatmulOp: Op = {
  name: 'addMatmul',
  shapes([c = [], a = [], b = []], attributes) {
    const { rows, columns, inner, innerB } = matmulExtents(a, b, attributes);
    if (inner !== innerB) throw new Error(`addMatmul: inner extents ${inner} and ${innerB} differ`);
    requireShape('addMatmul: C', c, [rows, columns]);
    return [c];
  },
  reference([c, a, b], node) {
    const product = matmulReference(a, b, node.attributes);
    return [{ shape: product.shape, data: product.data.map((value, index) => value + (c?.data[index] ?? Number.NaN)) }];
  },
  lower(node, onnx) {
    const [c, a, b] = node.inputs.map((input) => input.name);
    onnx.node(
      'Gemm',
      [a ?? '', b ?? '', c ?? ''],
      { transB: node.attributes.transposeB ? 1 : 0, alpha: { float: Number(node.attributes.alpha) } },
      node.outputs.map((output) => output.name),
    );
  },
  gradient(graph, node, [dC], [, needsA, needsB]) {
    if (!dC) return [];
    const a = at(node.inputs, 1);
    const b = at(node.inputs, 2);
    const alpha = Number(node.attributes.alpha);
    const transposeB = Boolean(node.attributes.transposeB);
    const dA = () => matmul(graph, dC, b, { transposeB: !transposeB, alpha });
    const dB = () =>
      transposeB
        ? matmul(graph, dC, a, { transposeA: true, alpha })
        : matmul(graph, a, dC, { transposeA: true, alpha });
    return [dC, needsA ? dA() : undefined, needsB ? dB() : undefined];
  },
};
