// Masked softmax attention with grouped queries (Ainslie et al. 2023): the G query heads of a key/value head lie
// below each other as rows, so keys and values are never repeated and their gradients sum inside the product.
//   q [B, K, G·S, H]   k, v [B, K, C, H]   mask [B, 1, S, C], added to the scores   -> out [B, K, G·S, H]
// The second output holds the probabilities [B, K, G·S, C] for the backward.
import { extentOf, requireShape } from '../shapes.ts';
import { apply, at, type Graph, type Node, type Op, type ReferenceTensor, type Value } from '../value.ts';
import { matmulReference } from './matmul.ts';

/** Scores are multiplied by `scaledBy`, 1/√H where it is left out. */
export function attention(graph: Graph, q: Value, k: Value, v: Value, mask: Value, scaledBy?: number): Value {
  const scale = scaledBy ?? 1 / Math.sqrt(extentOf(q.shape, -1));
  return at(apply(graph, attentionOp, [q, k, v, mask], { scale }), 0);
}

export const attentionOp: Op = {
  name: 'attention',
  shapes([q = [], k = [], v = [], mask = []]) {
    const keys = extentOf(k, 2);
    const queries = extentOf(mask, 2);
    requireShape('attention: keys', k, [extentOf(q, 0), extentOf(q, 1), keys, extentOf(q, 3)]);
    requireShape('attention: values', v, k);
    requireShape('attention: mask', mask, [extentOf(q, 0), 1, queries, keys]);
    if (extentOf(q, 2) % queries !== 0) throw new Error('attention: query rows are not whole groups');
    return [q, [...q.slice(0, 3), keys]];
  },
  reference([q, k, v, mask], node) {
    if (!q || !k || !v || !mask) throw new Error('attention: four inputs');
    const scores = matmulReference(q, k, { transposeB: true, alpha: node.attributes.scale ?? 1 });
    const keys = extentOf(k.shape, 2);
    const queries = extentOf(mask.shape, 2);
    const perRow = extentOf(q.shape, 1) * extentOf(q.shape, 2);
    const probabilities = new Float64Array(scores.data.length);
    for (let line = 0; line < probabilities.length / keys; line++) {
      const row = Math.floor(line / perRow);
      const maskStart = (row * queries + (line % queries)) * keys;
      const masked = (key: number) => (scores.data[line * keys + key] ?? 0) + (mask.data[maskStart + key] ?? 0);
      let largest = Number.NEGATIVE_INFINITY;
      for (let key = 0; key < keys; key++) largest = Math.max(largest, masked(key));
      let sum = 0;
      for (let key = 0; key < keys; key++) sum += Math.exp(masked(key) - largest);
      for (let key = 0; key < keys; key++) {
        probabilities[line * keys + key] = Math.exp(masked(key) - largest) / sum;
      }
    }
    const kept: ReferenceTensor = { shape: scores.shape, data: probabilities };
    return [matmulReference(kept, v, {}), kept];
  },
  lower(node, onnx) {
    const [q = '', k = '', v = '', mask = ''] = node.inputs.map((input) => input.name);
    const [out = '', probabilities = ''] = node.outputs.map((output) => output.name);
    const { flat, grouped } = probabilityShapes(node);
    const scores = onnx.contrib('FusedMatMul', [q, k], { transB: 1, alpha: { float: Number(node.attributes.scale) } });
    const masked = onnx.node('Add', [onnx.node('Reshape', [scores, onnx.int64(flat)]), mask]);
    const softmax = onnx.node('Softmax', [masked], { axis: -1 });
    onnx.node('Reshape', [softmax, onnx.int64(grouped)], {}, [probabilities]);
    onnx.node('MatMul', [probabilities, v], {}, [out]);
  },
  gradient(graph, node, [dOut]) {
    if (!dOut) return [];
    const [q, k, v] = node.inputs;
    if (!q || !k || !v) throw new Error('attention: four inputs');
    return apply(graph, attentionGradientOp, [dOut, q, k, v, ...node.outputs], node.attributes);
  },
};

/** Inputs dOut, q, k, v, out, probabilities; outputs dQ, dK, dV. Softmax backward by rowsum(dOut · out) (Dao 2022). */
export const attentionGradientOp: Op = {
  name: 'attentionGradient',
  shapes([dOut = [], q = [], k = [], v = []]) {
    requireShape('attentionGradient', dOut, q);
    return [q, k, v];
  },
  reference([dOut, q, k, v, out, probabilities], node) {
    if (!dOut || !q || !k || !v || !out || !probabilities) throw new Error('attentionGradient: six inputs');
    const alpha = Number(node.attributes.scale);
    const dV = matmulReference(probabilities, dOut, { transposeA: true });
    const dP = matmulReference(dOut, v, { transposeB: true });
    const keys = extentOf(k.shape, 2);
    const width = extentOf(q.shape, 3);
    const dScores = dP.data.map((value, index) => {
      const line = Math.floor(index / keys);
      let rowSum = 0;
      for (let i = 0; i < width; i++) rowSum += (dOut.data[line * width + i] ?? 0) * (out.data[line * width + i] ?? 0);
      return (probabilities.data[index] ?? 0) * (value - rowSum);
    });
    const dS: ReferenceTensor = { shape: dP.shape, data: dScores };
    return [matmulReference(dS, k, { alpha }), matmulReference(dS, q, { transposeA: true, alpha }), dV];
  },
  lower(node, onnx) {
    const [dOut = '', q = '', k = '', v = '', out = '', probabilities = ''] = node.inputs.map((input) => input.name);
    const [dQ = '', dK = '', dV = ''] = node.outputs.map((output) => output.name);
    const alpha = { float: Number(node.attributes.scale) };
    onnx.contrib('FusedMatMul', [probabilities, dOut], { transA: 1 }, [dV]);
    const dP = onnx.contrib('FusedMatMul', [dOut, v], { transB: 1 });
    const rowSum = onnx.node('ReduceSum', [onnx.node('Mul', [dOut, out]), onnx.int64([-1])], { keepdims: 1 });
    const dS = onnx.node('Mul', [probabilities, onnx.node('Sub', [dP, rowSum])]);
    onnx.contrib('FusedMatMul', [dS, k], { alpha }, [dQ]);
    onnx.contrib('FusedMatMul', [dS, q], { transA: 1, alpha }, [dK]);
  },
};

/** [B, K·G, S, T], where the mask is added, and [B, K, G·S, T], where the products are taken. */
function probabilityShapes(node: Node) {
  const [rows = 0, keyValueHeads = 0, queryRows = 0] = at(node.inputs, 0).shape;
  const [, , queries = 1, keys = 0] = at(node.inputs, 3).shape;
  return {
    flat: [rows, (keyValueHeads * queryRows) / queries, queries, keys],
    grouped: [rows, keyValueHeads, queryRows, keys],
  };
}
