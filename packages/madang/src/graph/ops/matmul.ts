// Matrix product of the last two axes, C = alpha · op(A) op(B); leading axes must be equal.
// ONNX: FusedMatMul of com.microsoft, whose flags spare every transposed copy.
import { extentOf, requireShape, type Shape, show, sizeOf } from '../shapes.ts';
import { type Attributes, applyOne, at, type Graph, type Op, type ReferenceTensor, type Value } from '../value.ts';

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly alpha?: number;
}

export function matmul(graph: Graph, a: Value, b: Value, options: MatmulOptions = {}): Value {
  const { transposeA = false, transposeB = false, alpha = 1 } = options;
  return applyOne(graph, matmulOp, [a, b], { transposeA, transposeB, alpha });
}

export const matmulOp: Op = {
  name: 'matmul',
  shapes([a = [], b = []], attributes) {
    const { rows, inner, columns, innerB } = matmulExtents(a, b, attributes);
    requireShape('matmul: leading axes', b.slice(0, -2), a.slice(0, -2));
    if (inner !== innerB) throw new Error(`matmul: inner axes differ, ${show(a)} and ${show(b)}`);
    return [[...a.slice(0, -2), rows, columns]];
  },
  reference([a, b], node) {
    return [matmulReference(a, b, node.attributes)];
  },
  lower(node, onnx) {
    onnx.contrib(
      'FusedMatMul',
      node.inputs.map((input) => input.name),
      {
        transA: node.attributes.transposeA ? 1 : 0,
        transB: node.attributes.transposeB ? 1 : 0,
        alpha: { float: Number(node.attributes.alpha) },
      },
      node.outputs.map((output) => output.name),
    );
  },
  gradient(graph, node, [dC], [needsA, needsB]) {
    if (!dC) return [];
    const a = at(node.inputs, 0);
    const b = at(node.inputs, 1);
    const { transposeA, transposeB } = node.attributes;
    const alpha = Number(node.attributes.alpha);
    if (transposeA && transposeB) throw new Error('matmul: no gradient where both sides are transposed');
    const dA = (): Value =>
      transposeA
        ? matmul(graph, b, dC, { transposeB: true, alpha })
        : matmul(graph, dC, b, { transposeB: !transposeB, alpha });
    const dB = (): Value =>
      transposeB
        ? matmul(graph, dC, a, { transposeA: true, alpha })
        : matmul(graph, a, dC, { transposeA: !transposeA, alpha });
    return [needsA ? dA() : undefined, needsB ? dB() : undefined];
  },
};

export function matmulExtents(a: Shape, b: Shape, attributes: Attributes) {
  const [rows, inner] = attributes.transposeA ? [extentOf(a, -1), extentOf(a, -2)] : [extentOf(a, -2), extentOf(a, -1)];
  const [innerB, columns] = attributes.transposeB
    ? [extentOf(b, -1), extentOf(b, -2)]
    : [extentOf(b, -2), extentOf(b, -1)];
  return { rows, inner, columns, innerB };
}

export function matmulReference(
  a: ReferenceTensor | undefined,
  b: ReferenceTensor | undefined,
  attributes: Attributes,
): ReferenceTensor {
  if (!a || !b) throw new Error('matmul: two inputs');
  const { rows, inner, columns } = matmulExtents(a.shape, b.shape, attributes);
  const alpha = Number(attributes.alpha ?? 1);
  const shape = [...a.shape.slice(0, -2), rows, columns];
  const data = new Float64Array(sizeOf(shape));
  const batches = sizeOf(a.shape.slice(0, -2));
  for (let batch = 0; batch < batches; batch++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          const indexA = batch * rows * inner + (attributes.transposeA ? k * rows + row : row * inner + k);
          const indexB = batch * inner * columns + (attributes.transposeB ? column * inner + k : k * columns + column);
          sum += at2(a.data, indexA) * at2(b.data, indexB);
        }
        data[batch * rows * columns + row * columns + column] = alpha * sum;
      }
    }
  }
  return { shape, data };
}

function at2(data: Float64Array, index: number): number {
  return data[index] ?? Number.NaN;
}
