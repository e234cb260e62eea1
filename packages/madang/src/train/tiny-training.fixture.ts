// A training of the tiny model on rows of made-up tokens, with matrices B that are not zero, so that every gradient is
// alive.
import type { Executor } from '../engine/executor.ts';
import type { ModelConfig } from '../model/contract.ts';
import { pseudoRandom, tinyConfig, tinyWeights } from '../model/tiny-model.fixture.ts';
import type { TrainedTensor } from './adamw.ts';
import { type Execution, type TrainSettings, trainSettingsSchema } from './contract.ts';
import { learnedTokens, type Piece, piecesOfPassage, type Row } from './pack-rows.ts';
import { streamRows } from './row-stream.ts';
import { chooseTrained } from './trained-parts.ts';
import { startTrained } from './trained-tensors.ts';
import { batchesOfStep, rowShares, type TrainingData } from './training-data.ts';
import { openTrainingSession, type TrainingSession } from './training-session.ts';

export const prefixTokenId = 1;
export const tinyTensors: ReadonlyMap<string, Float32Array> = tensorsOf(tinyConfig);

function tensorsOf(config: ModelConfig): ReadonlyMap<string, Float32Array> {
  const values = tinyWeights(config);
  return new Map(values.names.map((name) => [name, values.read(name)]));
}

export function tinyTrainSettings(changes: Partial<TrainSettings> = {}): TrainSettings {
  return trainSettingsSchema.parse({ rank: 4, alpha: 8, rows: 4, rowTokens: 32, ...changes });
}

/** `length` token ids that another seed makes others. */
export function tokenIds(seed: number, length: number): number[] {
  return [...pseudoRandom(seed, length)].map(
    (value) => 3 + Math.floor((value + 0.5) * (tinyConfig.vocabularySize - 3)),
  );
}

export function pieceOf(seed: number, length: number): Piece {
  const [piece] = piecesOfPassage(tokenIds(seed, length), prefixTokenId, length);
  if (!piece) throw new Error('one piece');
  return piece;
}

/** A prompt of `context` tokens whose answer is learned. */
export function chatPiece(seed: number, context: number, answer: number): Piece {
  const { inputs, targets } = pieceOf(seed, context + answer);
  return { inputs, targets, weights: targets.map((_, index) => (index < context ? 0 : 1)) };
}

/** Rows of two passages of uneven length, so that a step's tokens are not the same in each micro-batch. */
export const targetRows = Array.from({ length: 12 }, (_, n): Row => [pieceOf(n + 1, 4 + n), pieceOf(n + 50, 16 - n)]);
export const chatRows = Array.from({ length: 6 }, (_, n): Row => [chatPiece(n + 100, 5 + n, 4 + 2 * n)]);

export function trainingData(target: readonly Row[], chat: readonly Row[] = []): TrainingData {
  return {
    target: streamRows(target, 5),
    sourceReplay: undefined,
    chat: chat.length > 0 ? streamRows(chat, 6) : undefined,
    targetTokens: 0,
  };
}

export interface TinyTraining extends AsyncDisposable {
  readonly session: TrainingSession;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly trained: readonly TrainedTensor[];
  /** Tokens of a step that are held to the base. */
  chatTokens(step: number): number;
  /** All gradients of the last step in one array. */
  gradients(): Float64Array;
}

export interface TinyShape {
  readonly config: ModelConfig;
  readonly newRowsFrom?: number | undefined;
  readonly execution?: Execution;
}

export async function openTinyTraining(
  executor: Executor,
  data: TrainingData,
  settings: TrainSettings,
  matricesB: 'random' | 'zero' = 'random',
  { config, newRowsFrom, execution = { kind: 'one-graph' } }: TinyShape = { config: tinyConfig },
): Promise<TinyTraining> {
  const weights = tensorsOf(config);
  const parts = chooseTrained(config, settings, newRowsFrom);
  const trained = startTrained(config, settings, parts, weights);
  for (const [place, { name, weights }] of trained.entries()) {
    if (matricesB === 'random' && name.endsWith('.lora_b')) weights.set(pseudoRandom(900 + place, weights.length));
  }
  const training = { config, weights, trained, parts, data, settings, execution };
  const session = await openTrainingSession(training, executor);
  const chatTokens = (step: number) => {
    const places = rowShares(data, settings).distilledPlaces;
    const rows = batchesOfStep(data, settings, step).flatMap((batch) => batch.rows.slice(settings.rows - places));
    return rows.reduce((sum, row) => sum + learnedTokens(row), 0);
  };
  return {
    session,
    weights,
    trained,
    chatTokens,
    gradients: () => Float64Array.from(trained.flatMap(({ gradient }) => [...gradient])),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** |a − b| / |b|, in L2. */
export function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN;
  let squares = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    squares += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
    norm += (b[i] ?? 0) ** 2;
  }
  return Math.sqrt(squares / norm);
}

/** Between the gradient and the slopes of the loss along random directions. */
export async function slopeDistance(
  training: TinyTraining,
  step: number,
  weights: Float32Array,
  gradient: Float32Array | undefined,
): Promise<number> {
  const found: number[] = [];
  const slopes: number[] = [];
  const before = weights.slice();
  const lossAt = async (direction: Float32Array, size: number) => {
    for (const [i, value] of direction.entries()) weights[i] = (before[i] ?? 0) + size * value;
    const { loss, divergence = 0, learnedTokens } = await training.session.computeGradients(step);
    const chat = training.chatTokens(step);
    return (loss * (learnedTokens - chat) + divergence * chat) / learnedTokens;
  };
  for (let seed = 1; seed <= 4; seed++) {
    const direction = pseudoRandom(seed, weights.length);
    slopes.push(((await lossAt(direction, 2e-3)) - (await lossAt(direction, -2e-3))) / 4e-3);
    found.push(direction.reduce((sum, value, i) => sum + value * (gradient?.[i] ?? 0), 0));
    weights.set(before);
  }
  return relativeDistance(found, slopes);
}
