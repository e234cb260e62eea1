// A training of the tiny model on rows of made-up tokens, with matrices B that are not zero, so that every gradient is
// alive.
import type { Executor } from '../engine/executor.ts';
import { pseudoRandom, tinyConfig, tinyWeights } from '../model/tiny-model.fixture.ts';
import type { TrainedTensor } from './adamw.ts';
import { type TrainSettings, trainSettingsSchema } from './contract.ts';
import { startLora } from './lora-tensors.ts';
import { type Piece, piecesOfPassage, type Row } from './pack-rows.ts';
import { streamRows } from './row-stream.ts';
import type { TrainingData } from './training-data.ts';
import { openTrainingSession, type TrainingSession } from './training-session.ts';

export const prefixTokenId = 1;
const values = tinyWeights(tinyConfig);
export const tinyTensors: ReadonlyMap<string, Float32Array> = new Map(
  values.names.map((name) => [name, values.read(name)]),
);

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
  readonly lora: readonly TrainedTensor[];
  /** All gradients of the last step in one array. */
  gradients(): Float64Array;
}

export async function openTinyTraining(
  executor: Executor,
  data: TrainingData,
  settings: TrainSettings,
  matricesB: 'random' | 'zero' = 'random',
): Promise<TinyTraining> {
  const lora = startLora(tinyConfig, settings.rank, settings.seed);
  for (const [place, { name, weights }] of lora.entries()) {
    if (matricesB === 'random' && name.endsWith('.lora_b')) weights.set(pseudoRandom(900 + place, weights.length));
  }
  const session = await openTrainingSession(tinyConfig, tinyTensors, lora, data, settings, executor);
  return {
    session,
    lora,
    gradients: () => Float64Array.from(lora.flatMap(({ gradient }) => [...gradient])),
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
