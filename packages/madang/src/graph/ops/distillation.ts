// Holds hidden states to a teacher's distribution: loss = Σ weight · KL(softmax(teacher Wᵀ) ‖ softmax(hidden Eᵀ)),
// chunked like `cross-entropy.ts` (Hinton, Vinyals & Dean 2015, temperature 1, full vocabulary). The teacher is only its
// hidden states and its head W: D numbers a token instead of V. W may have fewer rows than E: what the teacher does not
// know has probability 0 for it.
//   hidden_TD, teacher_TD, embedding_VD, teacherEmbedding_UD, weights_T -> loss [1], dHidden_TD [, dRows as there]
import { extentOf, requireShape } from '../shapes.ts';
import { apply, at, type Graph, type Op, type Value } from '../value.ts';
import { chunkCounts, joinChunks, splitChunks, sumChunks } from './chunks.ts';
import {
  addRowsGradient,
  columnsFrom,
  type HeadOptions,
  headAttributes,
  headShapes,
  rowsGradient,
} from './cross-entropy.ts';
import { chunkLogits, headRow, throughCap } from './head-logits.ts';

export function distillation(
  graph: Graph,
  hidden_TD: Value,
  teacher_TD: Value,
  embedding_VD: Value,
  teacherEmbedding_UD: Value,
  weights_T: Value,
  options: HeadOptions,
): Value {
  const inputs = [hidden_TD, teacher_TD, embedding_VD, teacherEmbedding_UD, weights_T];
  return at(apply(graph, distillationOp, inputs, headAttributes(options)), 0);
}

export const distillationOp: Op = {
  name: 'distillation',
  shapes([hidden = [], teacher = [], embedding = [], teacherEmbedding = [], weights = []], attributes) {
    requireShape('distillation: teacher', teacher, hidden);
    requireShape('distillation: width', [extentOf(embedding, 1)], [extentOf(hidden, 1)]);
    requireShape('distillation: teacher width', [extentOf(teacherEmbedding, 1)], [extentOf(teacher, 1)]);
    requireShape('distillation: weights', weights, [extentOf(hidden, 0)]);
    return headShapes(hidden, embedding, attributes);
  },
  reference([hidden, teacher, embedding, teacherEmbedding, weights], node) {
    if (!hidden || !teacher || !embedding || !teacherEmbedding || !weights)
      throw new Error('distillation: five inputs');
    const [tokens = 0, width = 0] = hidden.shape;
    const dHidden = new Float64Array(hidden.data.length);
    const from = Number(node.attributes.trainedFrom ?? embedding.shape[0]);
    const dRows = new Float64Array(embedding.data.length - from * width);
    let loss = 0;
    for (let token = 0; token < tokens; token++) {
      const { softCap } = node.attributes;
      const { probabilities: student, slopes } = headRow(hidden.data, embedding.data, token, width, softCap);
      const { probabilities: wanted } = headRow(teacher.data, teacherEmbedding.data, token, width, softCap);
      const weight = weights.data[token] ?? 0;
      const dLogits = student.map((q, row) => (q - (wanted[row] ?? 0)) * (slopes[row] ?? 1));
      for (let row = 0; row < student.length; row++) {
        const p = wanted[row] ?? 0;
        const q = student[row] ?? 0;
        if (p > 0) loss += weight * p * Math.log(p / q);
        for (let i = 0; i < width; i++) {
          const place = token * width + i;
          dHidden[place] =
            (dHidden[place] ?? 0) + weight * (dLogits[row] ?? 0) * (embedding.data[row * width + i] ?? 0);
        }
      }
      addRowsGradient(dRows, dLogits, hidden.data, token, { from, weight });
    }
    return [Float64Array.of(loss), dHidden, dRows]
      .slice(0, node.outputs.length)
      .map((data, output) => ({ shape: at(node.outputs, output).shape, data }));
  },
  lower(node, onnx) {
    const [hidden = '', teacher = '', embedding = '', teacherEmbedding = '', weights = ''] = node.inputs.map(
      (input) => input.name,
    );
    const [loss = '', dHidden = '', dRows] = node.outputs.map((output) => output.name);
    const vocabulary = extentOf(at(node.inputs, 2).shape, 0);
    const unknown = vocabulary - extentOf(at(node.inputs, 3).shape, 0);
    const from = Number(node.attributes.trainedFrom ?? 0);
    const counts = chunkCounts(extentOf(at(node.inputs, 0).shape, 0), Number(node.attributes.chunkTokens));
    const [hiddens, teachers, weightss] = [hidden, teacher, weights].map((name) => splitChunks(onnx, name, counts));
    const lastAxis = onnx.int64([-1]);
    const losses: string[] = [];
    const gradients: string[] = [];
    const rowGradients: string[] = [];
    for (const chunk of counts.keys()) {
      const weight = onnx.node('Unsqueeze', [weightss?.[chunk] ?? '', lastAxis]);
      const h = hiddens?.[chunk] ?? '';
      const ofStudent = chunkLogits(onnx, h, embedding, node.attributes.softCap);
      const ofTeacher = chunkLogits(onnx, teachers?.[chunk] ?? '', teacherEmbedding, node.attributes.softCap);
      const studentLog = onnx.node('LogSoftmax', [ofStudent.logits], { axis: -1 });
      const teacherLog = onnx.node('LogSoftmax', [ofTeacher.logits], { axis: -1 });
      const student = onnx.node('Exp', [studentLog]);
      const wanted = onnx.node('Exp', [teacherLog]);
      const known =
        unknown === 0
          ? studentLog
          : onnx.node('Slice', [studentLog, onnx.int64([0]), onnx.int64([vocabulary - unknown]), onnx.int64([1])]);
      const terms = onnx.node('Mul', [wanted, onnx.node('Sub', [teacherLog, known])]);
      const perToken = onnx.node('ReduceSum', [terms, lastAxis], { keepdims: 1 });
      losses.push(onnx.node('ReduceSum', [onnx.node('Mul', [perToken, weight]), onnx.int64([0, 1])], { keepdims: 0 }));
      const wantedOfAll = unknown === 0 ? wanted : onnx.node('Pad', [wanted, onnx.int64([0, 0, 0, unknown])]);
      const dLogits = throughCap(onnx, onnx.node('Sub', [student, wantedOfAll]), ofStudent);
      gradients.push(onnx.node('Mul', [onnx.node('MatMul', [dLogits, embedding]), weight]));
      if (dRows !== undefined)
        rowGradients.push(rowsGradient(onnx, columnsFrom(onnx, dLogits, from, vocabulary), h, weight));
    }
    const sum = losses.length === 1 ? at(losses, 0) : onnx.node('Sum', losses);
    onnx.node('Reshape', [sum, onnx.int64([1])], {}, [loss]);
    joinChunks(onnx, gradients, dHidden);
    if (dRows !== undefined) sumChunks(onnx, rowGradients, dRows);
  },
  gradient(_graph, node, _seeds, [, , needsEmbedding]) {
    return [at(node.outputs, 1), undefined, needsEmbedding ? at(node.outputs, 2) : undefined];
  },
};
