// Output head and loss in one op: loss = Σ weight · −log softmax(hidden Eᵀ)[target], chunk by chunk over tokens, so
// that the logits of the whole batch never exist together. Gradients are made in the same chunk: the hidden states'
// is the second output; the third, where rows of the head are trained, is that of the rows from `trainedFrom` on.
//   hidden_TD, embedding_VD, targets_T (int64), weights_T -> loss [1], dHidden_TD [, dRows [V − trainedFrom, D]]
import type { Lowering } from '../onnx.ts';
import { extentOf, requireShape, type Shape } from '../shapes.ts';
import { type Attributes, apply, at, type Graph, type Op, type Value } from '../value.ts';
import { chunkCounts, joinChunks, splitChunks, sumChunks } from './chunks.ts';
import { chunkLogits, headRow, throughCap } from './head-logits.ts';

/** Below this probability −log stays finite: e⁻⁸⁵, inside float32's normal range. */
const smallestProbability = 1e-37;

export interface HeadOptions {
  readonly chunkTokens: number;
  /** Rows of the head from this one on are trained; without it all are frozen. */
  readonly trainedFrom?: number | undefined;
  /** Logits are held within it (`head-logits.ts`). */
  readonly softCap?: number | undefined;
}

export function crossEntropy(
  graph: Graph,
  hidden_TD: Value,
  embedding_VD: Value,
  targets_T: Value,
  weights_T: Value,
  options: HeadOptions,
): Value {
  const inputs = [hidden_TD, embedding_VD, targets_T, weights_T];
  return at(apply(graph, crossEntropyOp, inputs, headAttributes(options)), 0);
}

export function headAttributes({ chunkTokens, trainedFrom, softCap }: HeadOptions): Attributes {
  const cap = softCap === undefined ? {} : { softCap };
  return { chunkTokens, ...cap, ...(trainedFrom === undefined ? {} : { trainedFrom }) };
}

/** Shapes of a head's loss and gradients. */
export function headShapes(hidden: Shape, embedding: Shape, { trainedFrom }: Attributes): Shape[] {
  const rows = extentOf(embedding, 0) - Number(trainedFrom ?? 0);
  return trainedFrom === undefined ? [[1], hidden] : [[1], hidden, [rows, extentOf(embedding, 1)]];
}

/** Gradient of the rows from `from` on for d(loss)/d(logits) of one token, added to `dRows`. */
export function addRowsGradient(
  dRows: Float64Array,
  dLogits: Float64Array,
  hidden: Float64Array,
  token: number,
  { from, weight }: { readonly from: number; readonly weight: number },
): void {
  const width = dRows.length / (dLogits.length - from);
  for (let place = 0; place < dRows.length; place++) {
    const logit = dLogits[from + Math.floor(place / width)] ?? 0;
    dRows[place] = (dRows[place] ?? 0) + weight * logit * (hidden[token * width + (place % width)] ?? 0);
  }
}

export const crossEntropyOp: Op = {
  name: 'crossEntropy',
  shapes([hidden = [], embedding = [], targets = [], weights = []], attributes) {
    const tokens = extentOf(hidden, 0);
    requireShape('crossEntropy: width', [extentOf(embedding, 1)], [extentOf(hidden, 1)]);
    requireShape('crossEntropy: targets', targets, [tokens]);
    requireShape('crossEntropy: weights', weights, [tokens]);
    return headShapes(hidden, embedding, attributes);
  },
  reference([hidden, embedding, targets, weights], node) {
    if (!hidden || !embedding || !targets || !weights) throw new Error('crossEntropy: four inputs');
    const [tokens = 0, width = 0] = hidden.shape;
    const dHidden = new Float64Array(hidden.data.length);
    const from = Number(node.attributes.trainedFrom ?? embedding.shape[0]);
    const dRows = new Float64Array(embedding.data.length - from * width);
    let loss = 0;
    for (let token = 0; token < tokens; token++) {
      const { probabilities, slopes } = headRow(hidden.data, embedding.data, token, width, node.attributes.softCap);
      const target = targets.data[token] ?? 0;
      const weight = weights.data[token] ?? 0;
      loss -= weight * Math.log(probabilities[target] ?? 0);
      probabilities[target] = (probabilities[target] ?? 0) - 1;
      const dLogits = probabilities.map((value, row) => value * (slopes[row] ?? 1));
      for (let row = 0; row < dLogits.length; row++) {
        for (let i = 0; i < width; i++) {
          const at = token * width + i;
          dHidden[at] = (dHidden[at] ?? 0) + weight * (dLogits[row] ?? 0) * (embedding.data[row * width + i] ?? 0);
        }
      }
      addRowsGradient(dRows, dLogits, hidden.data, token, { from, weight });
    }
    return [Float64Array.of(loss), dHidden, dRows]
      .slice(0, node.outputs.length)
      .map((data, output) => ({ shape: at(node.outputs, output).shape, data }));
  },
  lower(node, onnx) {
    const [hidden = '', embedding = '', targets = '', weights = ''] = node.inputs.map((input) => input.name);
    const [loss = '', dHidden = '', dRows] = node.outputs.map((output) => output.name);
    const vocabulary = extentOf(at(node.inputs, 1).shape, 0);
    const from = Number(node.attributes.trainedFrom ?? 0);
    const counts = chunkCounts(extentOf(at(node.inputs, 0).shape, 0), Number(node.attributes.chunkTokens));
    const [hiddens, targetss, weightss] = [hidden, targets, weights].map((name) => splitChunks(onnx, name, counts));
    const lastAxis = onnx.int64([-1]);
    const losses: string[] = [];
    const gradients: string[] = [];
    const rowGradients: string[] = [];
    for (const chunk of counts.keys()) {
      const h = hiddens?.[chunk] ?? '';
      const target = targetss?.[chunk] ?? '';
      const weight = onnx.node('Unsqueeze', [weightss?.[chunk] ?? '', lastAxis]);
      const chunkOf = chunkLogits(onnx, h, embedding, node.attributes.softCap);
      const probabilities = onnx.node('Softmax', [chunkOf.logits], { axis: -1 });
      const column = onnx.node('Unsqueeze', [target, lastAxis]);
      const picked = onnx.node('GatherElements', [probabilities, column], { axis: 1 });
      const logs = onnx.node('Log', [onnx.node('Max', [picked, onnx.float32([smallestProbability])])]);
      losses.push(onnx.node('ReduceSum', [onnx.node('Mul', [logs, weight]), onnx.int64([0])], { keepdims: 0 }));
      if (chunkOf.slope !== undefined) {
        const dLogits = throughCap(onnx, lessTarget(probabilities, column, 0), chunkOf);
        gradients.push(onnx.node('Mul', [onnx.node('MatMul', [dLogits, embedding]), weight]));
        if (dRows === undefined) continue;
        rowGradients.push(rowsGradient(onnx, columnsFrom(onnx, dLogits, from, vocabulary), h, weight));
        continue;
      }
      const expected = onnx.node('MatMul', [probabilities, embedding]);
      const found = onnx.node('Gather', [embedding, target], { axis: 0 });
      gradients.push(onnx.node('Mul', [onnx.node('Sub', [expected, found]), weight]));
      if (dRows === undefined) continue;
      rowGradients.push(rowsGradient(onnx, lessTarget(probabilities, column, from), h, weight));
    }
    onnx.node('Neg', [losses.length === 1 ? at(losses, 0) : onnx.node('Sum', losses)], {}, [loss]);
    joinChunks(onnx, gradients, dHidden);
    if (dRows !== undefined) sumChunks(onnx, rowGradients, dRows);

    /** Columns of the probabilities from `first` on, less 1 at the target. */
    function lessTarget(probabilities: string, column: string, first: number): string {
      const ids = onnx.int64(Array.from({ length: vocabulary - first }, (_, row) => first + row));
      const oneHot = onnx.node('Cast', [onnx.node('Equal', [column, ids])], { to: 1 });
      return onnx.node('Sub', [columnsFrom(onnx, probabilities, first, vocabulary), oneHot]);
    }
  },
  gradient(_graph, node, _seeds, [, needsEmbedding]) {
    return [at(node.outputs, 1), needsEmbedding ? at(node.outputs, 2) : undefined];
  },
};

/** Columns of [T, V] from `from` on. */
export function columnsFrom(onnx: Lowering, logits: string, from: number, vocabulary: number): string {
  if (from === 0) return logits;
  return onnx.node('Slice', [logits, onnx.int64([from]), onnx.int64([vocabulary]), onnx.int64([1])]);
}

/** dLogitsᵀ · (weight · hidden) */
export function rowsGradient(onnx: Lowering, dLogits: string, hidden: string, weight: string): string {
  return onnx.contrib('FusedMatMul', [dLogits, onnx.node('Mul', [hidden, weight])], { transA: 1 });
}
