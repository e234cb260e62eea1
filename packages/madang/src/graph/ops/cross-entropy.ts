// Output head and loss in one op: loss = Σ weight · −log softmax(hidden Eᵀ)[target], chunk by chunk over tokens, so
// that the logits of the whole batch never exist together. The gradient for the hidden states is made in the same
// chunk (second output); the head itself is frozen.
//   hidden_TD, embedding_VD, targets_T (int64), weights_T -> loss [1], dHidden_TD
import { extentOf, requireShape } from '../shapes.ts';
import { apply, at, type Graph, type Op, type Value } from '../value.ts';
import { chunkCounts, joinChunks, splitChunks } from './chunks.ts';

/** Below this probability −log stays finite: e⁻⁸⁵, inside float32's normal range. */
const smallestProbability = 1e-37;

export function crossEntropy(
  graph: Graph,
  hidden_TD: Value,
  embedding_VD: Value,
  targets_T: Value,
  weights_T: Value,
  chunkTokens: number,
): Value {
  return at(apply(graph, crossEntropyOp, [hidden_TD, embedding_VD, targets_T, weights_T], { chunkTokens }), 0);
}

export const crossEntropyOp: Op = {
  name: 'crossEntropy',
  shapes([hidden = [], embedding = [], targets = [], weights = []]) {
    const tokens = extentOf(hidden, 0);
    requireShape('crossEntropy: width', [extentOf(embedding, 1)], [extentOf(hidden, 1)]);
    requireShape('crossEntropy: targets', targets, [tokens]);
    requireShape('crossEntropy: weights', weights, [tokens]);
    return [[1], hidden];
  },
  reference([hidden, embedding, targets, weights]) {
    if (!hidden || !embedding || !targets || !weights) throw new Error('crossEntropy: four inputs');
    const [tokens = 0, width = 0] = hidden.shape;
    const dHidden = new Float64Array(hidden.data.length);
    let loss = 0;
    for (let token = 0; token < tokens; token++) {
      const probabilities = softmaxRow(hidden.data, embedding.data, token, width);
      const target = targets.data[token] ?? 0;
      const weight = weights.data[token] ?? 0;
      loss -= weight * Math.log(probabilities[target] ?? 0);
      probabilities[target] = (probabilities[target] ?? 0) - 1;
      for (let row = 0; row < probabilities.length; row++) {
        for (let i = 0; i < width; i++) {
          const at = token * width + i;
          dHidden[at] =
            (dHidden[at] ?? 0) + weight * (probabilities[row] ?? 0) * (embedding.data[row * width + i] ?? 0);
        }
      }
    }
    return [
      { shape: [1], data: Float64Array.of(loss) },
      { shape: hidden.shape, data: dHidden },
    ];
  },
  lower(node, onnx) {
    const [hidden = '', embedding = '', targets = '', weights = ''] = node.inputs.map((input) => input.name);
    const [loss = '', dHidden = ''] = node.outputs.map((output) => output.name);
    const counts = chunkCounts(extentOf(at(node.inputs, 0).shape, 0), Number(node.attributes.chunkTokens));
    const [hiddens, targetss, weightss] = [hidden, targets, weights].map((name) => splitChunks(onnx, name, counts));
    const lastAxis = onnx.int64([-1]);
    const losses: string[] = [];
    const gradients: string[] = [];
    for (const chunk of counts.keys()) {
      const h = hiddens?.[chunk] ?? '';
      const target = targetss?.[chunk] ?? '';
      const weight = onnx.node('Unsqueeze', [weightss?.[chunk] ?? '', lastAxis]);
      const logits = onnx.contrib('FusedMatMul', [h, embedding], { transB: 1 });
      const probabilities = onnx.node('Softmax', [logits], { axis: -1 });
      const column = onnx.node('Unsqueeze', [target, lastAxis]);
      const picked = onnx.node('GatherElements', [probabilities, column], { axis: 1 });
      const logs = onnx.node('Log', [onnx.node('Max', [picked, onnx.float32([smallestProbability])])]);
      losses.push(onnx.node('ReduceSum', [onnx.node('Mul', [logs, weight]), onnx.int64([0])], { keepdims: 0 }));
      const expected = onnx.node('MatMul', [probabilities, embedding]);
      const found = onnx.node('Gather', [embedding, target], { axis: 0 });
      gradients.push(onnx.node('Mul', [onnx.node('Sub', [expected, found]), weight]));
    }
    onnx.node('Neg', [losses.length === 1 ? at(losses, 0) : onnx.node('Sum', losses)], {}, [loss]);
    joinChunks(onnx, gradients, dHidden);
  },
  gradient(_graph, node, _seeds, [, needsEmbedding]) {
    if (needsEmbedding) throw new Error('crossEntropy: the head is frozen here');
    return [at(node.outputs, 1)];
  },
};

/** softmax(hidden[token] Eᵀ). */
export function softmaxRow(hidden: Float64Array, embedding: Float64Array, token: number, width: number): Float64Array {
  const logits = new Float64Array(embedding.length / width);
  for (let row = 0; row < logits.length; row++) {
    for (let i = 0; i < width; i++) {
      logits[row] = (logits[row] ?? 0) + (hidden[token * width + i] ?? 0) * (embedding[row * width + i] ?? 0);
    }
  }
  const largest = Math.max(...logits);
  const exponentials = logits.map((logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}
