// The conformance suite of the family as measurements: how far a recorded checkpoint of an architecture is, in our hands,
// from what transformers computed; and how far the exports of a short graft on it are from the graft.
// `architectures.test.ts` bounds them, `scripts/write-architectures.ts` writes them down.
import { join } from 'node:path';
import { makeFormulaTensor } from '../../../../../test/recordings/formula.ts';
import type { EngineKind, Precision } from '../../engine/contract.ts';
import type { Executor } from '../../engine/executor.ts';
import { openLlama } from '../../engine/generators/llama-cpp.ts';
import { openScorer } from '../../engine/open-scorer.ts';
import type { ScoringWindow } from '../../evaluate/contract.ts';
import { appendMerges, firstFreeId } from '../../tokenizer/append-merges.ts';
import { type Execution, trainSettingsSchema } from '../../train/contract.ts';
import type { Piece, Row } from '../../train/pack-rows.ts';
import { rowInitialisers } from '../../train/row-initialisers/index.ts';
import { streamRows } from '../../train/row-stream.ts';
import { describeRows, startRowsFrom } from '../../train/start-new-rows.ts';
import { chooseTrained } from '../../train/trained-parts.ts';
import { adapterOf, startTrained } from '../../train/trained-tensors.ts';
import { openTrainingSession } from '../../train/training-session.ts';
import type { ModelConfig, OpenModel } from '../contract.ts';
import { exportGguf } from '../export-gguf.ts';
import { exportHuggingFace } from '../export-hugging-face.ts';
import { growModel, rowMatrices } from '../growth.ts';
import { mergeAdapter } from '../merge.ts';
import { openModel } from '../open-model.ts';
import { ggufLacks } from './gguf-config.ts';
import { architectureOf } from './index.ts';
import { type RecordedCase, recording, type Sampled } from './recorded-checkpoint.fixture.ts';

type Scored = Pick<OpenModel, 'config' | 'weights'>;
export interface EngineSettings {
  readonly kind: EngineKind;
  readonly precision: Precision;
}
const plainEngine: EngineSettings = { kind: 'onnxruntime', precision: 'float32' };

/** Largest difference of a next token's log-probability, nats. */
export async function scoresDistance(recorded: RecordedCase, model: Scored, engine: EngineSettings): Promise<number> {
  await using scorer = await openScorer(model, { ...engine, threads: 1 });
  const inputs = recording.plain;
  const [found = new Float32Array()] = await scorer.score([
    { inputs, targets: [...inputs.slice(1), 2], scoredFrom: 0 },
  ]);
  return largestDifference(found, recorded.plain.logProbabilities);
}

/** Largest difference of any token's log-probability at one place, nats. */
export async function distributionDistance(recorded: RecordedCase, model: Scored, engine: EngineSettings) {
  await using scorer = await openScorer(model, { ...engine, threads: 1 });
  const inputs = recording.plain;
  const places = Object.entries(recorded.plain.ofAllTokens);
  const windows = Array.from({ length: model.config.vocabularySize }, (_, id): ScoringWindow => {
    return { inputs, targets: inputs.map(() => id), scoredFrom: 0 };
  });
  const ofEach = await scorer.score(windows);
  const distances = places.map(([place, expected]) =>
    largestDifference(
      ofEach.map((scores) => scores[Number(place)] ?? Number.NaN),
      expected,
    ),
  );
  return Math.max(...distances);
}

/** Largest relative L2 distance of a tensor's gradient, by its recorded samples and norm; and that of the loss. */
export async function gradientsDistance(
  recorded: RecordedCase,
  model: Scored,
  executor: Executor,
  { method, execution }: { readonly method: 'lora' | 'full'; readonly execution: Execution },
): Promise<{ readonly gradients: number; readonly loss: number }> {
  const { rank, alpha, packed } = recording;
  const settings = { ...trainSettingsSchema.parse({ method, rank, alpha, rows: 2 }), rowTokens: 12 };
  const rows = packed.tokens.map((_, row) => piecesOfRow(row));
  const weights = new Map(model.weights.names.map((name) => [name, model.weights.read(name)]));
  const parts = chooseTrained(model.config, settings);
  const trained = startTrained(model.config, settings, parts, weights);
  for (const { name, weights: values } of trained) {
    const [, linear = '', side] = /^(.*)\.lora_([ab])$/.exec(name) ?? [];
    const spec = side && recorded.adapter[linear]?.[side as 'a' | 'b'];
    if (spec) values.set(makeFormulaTensor(spec));
  }
  const data = { target: streamRows(rows, 1), sourceReplay: undefined, chat: undefined, targetTokens: 0 };
  const training = { config: model.config, weights, trained, parts, data, settings, execution };
  await using session = await openTrainingSession(training, executor);
  const { loss } = await session.computeGradients(0);
  const found = new Map(trained.map(({ name, gradient }) => [name, gradient]));
  const { gradients, adapterGradients } = recorded.packed;
  const expected: [string, Sampled][] =
    method === 'full'
      ? Object.entries(gradients)
      : Object.entries(adapterGradients).flatMap(([name, { a, b }]): [string, Sampled][] => [
          [`${name}.lora_a`, a],
          [`${name}.lora_b`, b],
        ]);
  const distances = expected.map(([name, sampled]) => sampledDistance(found.get(name), sampled));
  return {
    gradients: distances.length === found.size ? Math.max(...distances) : Number.NaN,
    loss: Math.abs(loss - (method === 'full' ? recorded.packed.loss : recorded.packed.adaptedLoss)),
  };
}

function piecesOfRow(row: number): Row {
  const { tokens, passages, targets, weights } = recording.packed;
  const numbers = [...new Set(passages[row])];
  return numbers.map((number): Piece => {
    const of = (values: readonly number[][]) => (values[row] ?? []).filter((_, i) => passages[row]?.[i] === number);
    return { inputs: of(tokens), targets: of(targets), weights: of(weights) };
  });
}

/** Relative L2 distance, estimated from the samples; at least that of the norms. */
function sampledDistance(found: Float32Array | undefined, { norm, indices, values }: Sampled): number {
  if (!found) return Number.NaN;
  const ofNorm = Math.abs(Math.hypot(...found) / norm - 1);
  const difference = Math.hypot(...indices.map((index, i) => (found[index] ?? Number.NaN) - (values[i] ?? 0)));
  return Math.max(ofNorm, (difference * Math.sqrt(found.length / indices.length)) / norm);
}

export interface Grafted extends Pick<OpenModel, 'config' | 'weights' | 'tokenizerJson' | 'chatTemplate'> {
  /** Of the first and the last step. */
  readonly losses: readonly [number, number];
}

/** New tokens beyond the base's rows, LoRA on all linears, 30 steps, merged. */
export async function graftShortly(base: OpenModel, executor: Executor): Promise<Grafted> {
  const firstNewId = firstFreeId(base.tokenizerJson);
  const newTokens = 12;
  const rows = 288;
  const merges = Array.from({ length: newTokens }, (_, place) => mergeOfLetters(base.tokenizerJson, place));
  const newRows = new Map(
    rowMatrices(base.config).map((name, matrix) => {
      const start = rowInitialisers['mean-of-pieces'][matrix === 0 ? 'input' : 'output'];
      const pieces = merges.map(({ left, right }) => ({ ids: [left, right], bytes: [1, 1] }));
      const described = describeRows(base.weights.read(name), base.config.hiddenSize);
      return [name, startRowsFrom(start, pieces, described, rows - firstNewId, 1)];
    }),
  );
  const tokenizerJson = appendMerges(base.tokenizerJson, merges, firstNewId);
  const growth = { firstNewId, newTokens, rows, initialiser: 'mean-of-pieces', tokenizerJson, newRows };
  const grown = growModel(base, growth, base.hash);

  const settings = trainSettingsSchema.parse({ rank: 4, alpha: 8, rows: 2, rowTokens: 32, learningRate: 5e-3 });
  const weights = new Map(grown.weights.names.map((name) => [name, grown.weights.read(name)]));
  const parts = chooseTrained(grown.config, settings, firstNewId);
  const trained = startTrained(grown.config, settings, parts, weights);
  const passages = [0, 1, 2, 3].map((seed): Row => [pieceOf(idsOf(seed, 33, firstNewId + newTokens))]);
  const data = { target: streamRows(passages, 1), sourceReplay: undefined, chat: undefined, targetTokens: 0 };
  const execution: Execution = { kind: 'layer-by-layer', keptLayers: 1 };
  const training = { config: grown.config, weights, trained, parts, data, settings, execution };
  await using session = await openTrainingSession(training, executor);
  const losses: number[] = [];
  for (let step = 0; step < 30; step++) losses.push((await session.step(step, settings.learningRate)).loss);
  const merged = mergeAdapter(grown.weights, adapterOf(trained, settings));
  const { config, chatTemplate } = grown;
  return { config, tokenizerJson, chatTemplate, weights: merged, losses: [losses[0] ?? 0, losses.at(-1) ?? 0] };
}

export interface ExportDistances {
  /** Of the Hugging Face folder, opened again. */
  readonly huggingFace: number;
  /** Of the GGUF in llama.cpp, and opened again; absent where llama.cpp lacks a feature. */
  readonly gguf: { readonly inLlamaCpp: number; readonly inOurs: number } | undefined;
  readonly lacks: string | undefined;
}

/** Largest differences of log-probabilities between a graft and its float32 exports, nats. */
export async function exportDistances(grafted: Grafted, folder: string): Promise<ExportDistances> {
  const expected = await scoresOf(grafted, grafted.config.contextLength);
  const huggingFaceFolder = join(folder, 'hugging-face');
  await exportHuggingFace(huggingFaceFolder, { ...grafted, type: 'F32' });
  using opened = await openModel(huggingFaceFolder);
  const huggingFace = largestDifference(await scoresOf(opened, grafted.config.contextLength), expected);
  const lacks = ggufLacks(architectureOf(grafted.config), grafted.config);
  if (lacks !== undefined) return { huggingFace, gguf: undefined, lacks };

  const path = join(folder, 'graft.gguf');
  await exportGguf(path, { ...grafted, type: 'F32', name: 'graft', licence: undefined });
  using file = await openModel(path);
  const readable = file.config.contextLength;
  await using llama = await openLlama(path, { threads: 1, contextTokens: readable });
  const [inLlamaCpp = new Float32Array()] = await llama.score([graftWindow(grafted.config, readable)]);
  const gguf = {
    inLlamaCpp: largestDifference(inLlamaCpp, expected.subarray(0, inLlamaCpp.length)),
    inOurs: largestDifference(await scoresOf(file, readable), expected.subarray(0, inLlamaCpp.length)),
  };
  return { huggingFace, gguf, lacks };
}

/** Of `graftWindow`, for one who opens the exports elsewhere. */
export async function graftScores(grafted: Grafted) {
  const { contextLength } = grafted.config;
  const { inputs, targets } = graftWindow(grafted.config, contextLength);
  return { inputs, targets, logProbabilities: [...(await scoresOf(grafted, contextLength))] };
}

async function scoresOf(model: Scored, contextLength: number): Promise<Float32Array> {
  await using scorer = await openScorer(model, { ...plainEngine, threads: 1 });
  const [scores] = await scorer.score([graftWindow(model.config, contextLength)]);
  return scores ?? new Float32Array();
}

/** Of 48 tokens, new ones among them, or of as many as the context holds. */
function graftWindow({ vocabularySize }: ModelConfig, contextLength: number): ScoringWindow {
  const ids = idsOf(9, 49, vocabularySize - 9);
  const length = Math.min(48, contextLength);
  return { inputs: ids.slice(0, length), targets: ids.slice(1, length + 1), scoredFrom: 0 };
}

function idsOf(seed: number, length: number, below: number): number[] {
  return Array.from({ length }, (_, i) => (i === 0 ? 1 : (7 + seed * 31 + i * i * 13 + i * 29) % below));
}

function pieceOf(ids: readonly number[]): Piece {
  return { inputs: ids.slice(0, -1), targets: ids.slice(1), weights: ids.slice(1).map(() => 1) };
}

/** Of `!` with letters, which no merge of the tiny tokenizer makes. */
function mergeOfLetters(tokenizerJson: string, place: number) {
  const { vocab } = (JSON.parse(tokenizerJson) as { model: { vocab: Record<string, number> } }).model;
  const letter = String.fromCharCode('a'.charCodeAt(0) + place);
  return { left: vocab['!'] ?? -1, right: vocab[letter] ?? -1, token: `!${letter}`, count: 1 };
}

function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.NaN;
  return Array.from(found, (value, i) => Math.abs(value - (expected[i] ?? Number.NaN))).reduce(
    (a, b) => Math.max(a, b),
    0,
  );
}
