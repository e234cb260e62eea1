// Holds hidden states to a teacher's distribution: loss = Σ weight · KL(softmax(teacher Eᵀ) ‖ softmax(hidden Eᵀ)),
// chunked like `cross-entropy.ts` (Hinton, Vinyals & Dean 2015, temperature 1, full vocabulary). With a frozen head
// shared by both, the teacher is only its hidden states: D numbers a token instead of V.
//   hidden_TD, teacher_TD, embedding_VD, weights_T -> loss [1], dHidden_TD
import { extentOf, requireShape } from '../shapes.ts';
import { apply, at, type Graph, type Op, type Value } from '../value.ts';
import { chunkCounts, joinChunks, splitChunks } from './chunks.ts';
import { softmaxRow } from './cross-entropy.ts';

export function distillation(
  graph: Graph,
  hidden_TD: Value,
  teacher_TD: Value,
  embedding_VD: Value,
  weights_T: Value,
  chunkTokens: number,
): Value {
  return at(apply(graph, distillationOp, [hidden_TD, teacher_TD, embedding_VD, weights_T], { chunkTokens }), 0);
}

export const distillationOp: Op = {
  name: 'distillation',
  shapes([hidden = [], teacher = [], embedding = [], weights = []]) {
    requireShape('distillation: teacher', teacher, hidden);
    requireShape('distillation: width', [extentOf(embedding, 1)], [extentOf(hidden, 1)]);
    requireShape('distillation: weights', weights, [extentOf(hidden, 0)]);
    return [[1], hidden];
  },
  reference([hidden, teacher, embedding, weights]) {
    if (!hidden || !teacher || !embedding || !weights) throw new Error('distillation: four inputs');
    const [tokens = 0, width = 0] = hidden.shape;
    const dHidden = new Float64Array(hidden.data.length);
    let loss = 0;
    for (let token = 0; token < tokens; token++) {
      const student = softmaxRow(hidden.data, embedding.data, token, width);
      const wanted = softmaxRow(teacher.data, embedding.data, token, width);
      const weight = weights.data[token] ?? 0;
      for (let row = 0; row < student.length; row++) {
        const p = wanted[row] ?? 0;
        const q = student[row] ?? 0;
        loss += weight * p * Math.log(p / q);
        for (let i = 0; i < width; i++) {
          const place = token * width + i;
          dHidden[place] = (dHidden[place] ?? 0) + weight * (q - p) * (embedding.data[row * width + i] ?? 0);
        }
      }
    }
    return [
      { shape: [1], data: Float64Array.of(loss) },
      { shape: hidden.shape, data: dHidden },
    ];
  },
  lower(node, onnx) {
    const [hidden = '', teacher = '', embedding = '', weights = ''] = node.inputs.map((input) => input.name);
    const [loss = '', dHidden = ''] = node.outputs.map((output) => output.name);
    const counts = chunkCounts(extentOf(at(node.inputs, 0).shape, 0), Number(node.attributes.chunkTokens));
    const [hiddens, teachers, weightss] = [hidden, teacher, weights].map((name) => splitChunks(onnx, name, counts));
    const lastAxis = onnx.int64([-1]);
    const losses: string[] = [];
    const gradients: string[] = [];
    for (const chunk of counts.keys()) {
      const weight = onnx.node('Unsqueeze', [weightss?.[chunk] ?? '', lastAxis]);
      const studentLog = logSoftmax(hiddens?.[chunk] ?? '');
      const teacherLog = logSoftmax(teachers?.[chunk] ?? '');
      const student = onnx.node('Exp', [studentLog]);
      const wanted = onnx.node('Exp', [teacherLog]);
      const terms = onnx.node('Mul', [wanted, onnx.node('Sub', [teacherLog, studentLog])]);
      const perToken = onnx.node('ReduceSum', [terms, lastAxis], { keepdims: 1 });
      losses.push(onnx.node('ReduceSum', [onnx.node('Mul', [perToken, weight]), onnx.int64([0, 1])], { keepdims: 0 }));
      const difference = onnx.node('MatMul', [onnx.node('Sub', [student, wanted]), embedding]);
      gradients.push(onnx.node('Mul', [difference, weight]));
    }
    const sum = losses.length === 1 ? at(losses, 0) : onnx.node('Sum', losses);
    onnx.node('Reshape', [sum, onnx.int64([1])], {}, [loss]);
    joinChunks(onnx, gradients, dHidden);

    function logSoftmax(states: string): string {
      return onnx.node('LogSoftmax', [onnx.contrib('FusedMatMul', [states, embedding], { transB: 1 })], { axis: -1 });
    }
  },
  gradient(_graph, node, _seeds, [, , needsEmbedding]) {
    if (needsEmbedding) throw new Error('distillation: the head is frozen here');
    return [at(node.outputs, 1)];
  },
};
