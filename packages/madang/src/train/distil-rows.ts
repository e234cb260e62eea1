// Fits the input rows of new tokens so that the base goes on after each of them as it does after the token's own pieces
// (Token Distillation, arXiv 2505.20133; with the divergence of next-token distributions, as arXiv 2508.15807, in the
// place of a distance of hidden states). The base stays as it is; text is cut into its tokens but for those that learn.
import { decoderFeeds, type PackedRow } from '../engine/decoder-feeds.ts';
import type { Executor, Feed } from '../engine/executor.ts';
import { openHiddenStates } from '../engine/hidden-states.ts';
import { gradient } from '../graph/gradient.ts';
import { toOnnx } from '../graph/onnx.ts';
import { distillation } from '../graph/ops/distillation.ts';
import { at, createGraph, graphInput } from '../graph/value.ts';
import { buildDecoder } from '../model/architectures/decoder.ts';
import type { ModelConfig, Weights } from '../model/contract.ts';
import { adamwNumbers, gradientNorm, updateTensor } from './adamw.ts';
import { addRowGradients } from './add-row-gradients.ts';
import type { Pieces } from './row-initialisers/initialiser.ts';

const rows = 8;
const rowTokens = 128;
const headChunkTokens = 256;
const settings = { beta1: 0.9, beta2: 0.95, weightDecay: 0, clipNorm: 1 };

export interface RowsToDistil {
  /** The base's; read several times. */
  readonly config: ModelConfig;
  readonly weights: Weights;
  /** [rows, D] of the tokens from `firstNewId` on; changed in place. */
  readonly newRows: Float32Array;
  readonly firstNewId: number;
  /** Of each new token, in the order of ids. */
  readonly pieces: readonly Pieces[];
  /** Ids of the tokens that learn. */
  readonly learned: ReadonlySet<number>;
  /** Texts as the extended tokenizer cuts them. */
  readonly texts: readonly (readonly number[])[];
  readonly prefixTokenId: number;
  readonly steps: number;
  readonly learningRate: number;
}

/** Gives the mean divergence of the first and the last step, nats a token. */
export async function distilRows(input: RowsToDistil, executor: Executor): Promise<{ first: number; last: number }> {
  const { config, weights, newRows, firstNewId, steps } = input;
  const width = config.hiddenSize;
  const array = (name: string) => weights.read(name);
  const matrix = array('model.embed_tokens.weight');
  const embedding = new Float32Array(firstNewId * width + newRows.length);
  embedding.set(matrix.subarray(0, firstNewId * width));
  const student = await openStudent(config, array, executor);
  await using _student = student;
  await using teacher = await openHiddenStates(config, array, rowTokens, executor);
  const tensor = {
    name: 'rows',
    rateFactor: 1,
    weights: newRows,
    gradient: new Float32Array(newRows.length),
    moment1: new Float32Array(newRows.length),
    moment2: new Float32Array(newRows.length),
  };
  const snippets = cutSnippets(input, steps * rows);
  if (snippets.length === 0) return { first: 0, last: 0 };
  const divergences: number[] = [];
  for (let step = 0; step < steps; step++) {
    const batch = Array.from({ length: rows }, (_, place) => at(snippets, (step * rows + place) % snippets.length));
    embedding.set(newRows, firstNewId * width);
    const { embeddedGradient, divergence } = await student.run(embedding, batch, teacher.read);
    tensor.gradient.fill(0);
    const isLearned = (id: number) => input.learned.has(id);
    const read = batch.map(readByStudent);
    addRowGradients(tensor.gradient, firstNewId, embeddedGradient, read, { rowTokens, width }, isLearned);
    const norm = gradientNorm([tensor]);
    updateTensor(tensor, adamwNumbers(step + 1, input.learningRate, norm, settings), settings);
    divergences.push(divergence);
  }
  return { first: at(divergences, 0), last: at(divergences, divergences.length - 1) };
}

interface Snippet {
  readonly studentIds: readonly number[];
  readonly teacherIds: readonly number[];
  /** Of each place of the student, the teacher's where the same text ends. */
  readonly ends: readonly number[];
  /** From here on the student has read a token that learns. */
  readonly comparedFrom: number;
}

function readByStudent({ studentIds }: Snippet): PackedRow {
  return [{ inputs: studentIds, targets: [] }];
}

/** Stretches of text as both cut it, each with a token that learns. */
function cutSnippets({ texts, pieces, firstNewId, learned, prefixTokenId }: RowsToDistil, wanted: number): Snippet[] {
  const snippets: Snippet[] = [];
  const piecesOf = (id: number) => (id >= firstNewId ? (pieces[id - firstNewId]?.ids ?? []) : [id]);
  for (const text of texts) {
    let left = [...text];
    while (left.length > 0 && snippets.length < wanted) {
      const studentIds = [prefixTokenId];
      const teacherIds = [prefixTokenId];
      const ends = [0];
      let taken = 0;
      for (const id of left) {
        const cut = piecesOf(id);
        if (teacherIds.length + cut.length > rowTokens) break;
        taken += 1;
        for (const piece of learned.has(id) ? [id] : cut) {
          studentIds.push(piece);
          teacherIds.push(...(piece === id ? cut : [piece]));
          ends.push(teacherIds.length - 1);
        }
      }
      left = left.slice(Math.max(1, taken));
      const comparedFrom = studentIds.findIndex((id) => learned.has(id));
      if (comparedFrom >= 0) snippets.push({ studentIds, teacherIds, ends, comparedFrom });
    }
  }
  return snippets;
}

/** The base on embeddings that hold new rows, its divergence from the teacher, and the gradient of the embeddings. */
async function openStudent(config: ModelConfig, array: (name: string) => Float32Array, executor: Executor) {
  const width = config.hiddenSize;
  const tokens = rows * rowTokens;
  const graph = createGraph();
  const decoder = buildDecoder(graph, config, { rows, rowTokens });
  const teacherStates = graphInput(graph, 'teacher', [tokens, width]);
  const teacherWeights = graphInput(graph, 'teacherWeights', [tokens]);
  const { hidden_TD, embedding_VD } = decoder;
  const loss = distillation(graph, hidden_TD, teacherStates, embedding_VD, embedding_VD, teacherWeights, {
    chunkTokens: headChunkTokens,
    softCap: config.logitSoftCap,
  });
  const embeddedGradient = at(gradient(graph, [loss], [decoder.embedded_TD]), 0);
  const model = toOnnx(graph, [loss, embeddedGradient]);
  const session = await executor.compile(model);
  const decoderInputs = decoderFeeds(width, rows, rowTokens);
  const feeds = {
    ...decoderInputs.arrays,
    teacher: new Float32Array(tokens * width),
    teacherWeights: new Float32Array(tokens),
  };
  const inputs = new Map<string, Feed>(Object.entries(feeds));
  for (const { name } of model.inputs) if (!inputs.has(name)) inputs.set(name, array(name));
  const outputs = { loss: new Float32Array(1), gradient: new Float32Array(tokens * width) };

  return {
    async run(
      embedding: Float32Array,
      batch: readonly Snippet[],
      readTeacher: (row: { inputs: readonly number[]; targets: readonly number[] }[]) => Promise<Float32Array>,
    ) {
      decoderInputs.lay(embedding, batch.map(readByStudent));
      const compared = batch.reduce((sum, { ends, comparedFrom }) => sum + ends.length - comparedFrom, 0);
      feeds.teacherWeights.fill(0);
      for (const [row, { teacherIds, ends, comparedFrom }] of batch.entries()) {
        const states = await readTeacher([{ inputs: teacherIds, targets: [] }]);
        for (const [place, end] of ends.entries()) {
          if (place < comparedFrom) continue;
          const token = row * rowTokens + place;
          feeds.teacher.set(states.subarray(end * width, (end + 1) * width), token * width);
          feeds.teacherWeights[token] = 1 / compared;
        }
      }
      await session.run(
        inputs,
        new Map([
          [loss.name, outputs.loss],
          [embeddedGradient.name, outputs.gradient],
        ]),
      );
      return { embeddedGradient: outputs.gradient, divergence: outputs.loss[0] ?? Number.NaN };
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
