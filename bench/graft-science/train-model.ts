// Trains a model on rows of text with the trainer's own session, all weights or new rows alone, and looks at it on the
// way. No plan, no process, no files: what an experiment of many short trainings needs.
import type { Executor } from '../../packages/madang/src/engine/executor.ts';
import { prefixTokenOf } from '../../packages/madang/src/evaluate/make-windows.ts';
import { shuffledOrder } from '../../packages/madang/src/kernel/random.ts';
import { asText } from '../../packages/madang/src/tokenizer/encode.ts';
import { type TrainSettings, trainSettingsSchema } from '../../packages/madang/src/train/contract.ts';
import { packRows, piecesOfPassage, type Row } from '../../packages/madang/src/train/pack-rows.ts';
import { type RowStream, streamRows } from '../../packages/madang/src/train/row-stream.ts';
import { learningRateAt } from '../../packages/madang/src/train/schedule.ts';
import { chooseTrained } from '../../packages/madang/src/train/trained-parts.ts';
import { startTrained } from '../../packages/madang/src/train/trained-tensors.ts';
import { openTrainingSession } from '../../packages/madang/src/train/training-session.ts';
import { openModelWatch } from '../../packages/madang/src/train/watch-model.ts';
import type { ExperimentModel } from './experiment-model.ts';

export interface Training {
  readonly target: readonly string[];
  readonly source: readonly string[];
  readonly steps: number;
  readonly settings: TrainSettings;
  /** Rows of tokens from here on are trained, and nothing else. */
  readonly rowsOnlyFrom?: number;
}

export interface Watched {
  readonly korean: readonly string[];
  readonly english: readonly string[];
  /** Looked at after so many steps; 0 is before the first. */
  readonly looks: readonly number[];
}

/** Bits per byte. */
export interface Look {
  readonly step: number;
  readonly korean: number;
  readonly english: number;
}

/** Windows of what is measured, tokens. */
const windowTokens = 512;

export async function trainModel(
  model: ExperimentModel,
  training: Training,
  executor: Executor,
  watched: Watched,
): Promise<Look[]> {
  const { config, weights } = model;
  const { settings, steps, rowsOnlyFrom } = training;
  const parts = partsOf(model, training);
  const trained = startTrained(config, settings, parts, weights);
  const data = {
    target: await streamTexts(training.target, model, settings, settings.seed),
    sourceReplay: await streamTexts(training.source, model, settings, settings.seed + 1),
    chat: undefined,
    targetTokens: 0,
  };
  const input = { config, weights, trained, parts, data, settings, execution: { kind: 'one-graph' } as const };
  await using session = await openTrainingSession(input, executor);
  await using watch = await openWatch(model, executor);
  const looks: Look[] = [];
  for (let step = 0; ; step++) {
    if (watched.looks.includes(step)) {
      looks.push({ step, korean: await watch(watched.korean), english: await watch(watched.english) });
    }
    if (step === steps) return looks;
    await session.step(step, learningRateAt(step, steps, settings), rowsOnlyFrom !== undefined);
  }
}

/** Full weights, without chat. */
export function experimentSettings(changes: Partial<TrainSettings>): TrainSettings {
  return trainSettingsSchema.parse({ method: 'full', chatReplayShare: 0, weightDecay: 0.1, ...changes });
}

/** Bits per byte of a model as it is. */
export async function lookAt(model: ExperimentModel, executor: Executor, watched: Watched): Promise<Look> {
  await using watch = await openWatch(model, executor);
  return { step: 0, korean: await watch(watched.korean), english: await watch(watched.english) };
}

function partsOf({ config }: ExperimentModel, { settings, rowsOnlyFrom }: Training) {
  if (rowsOnlyFrom === undefined) return chooseTrained(config, settings);
  const rows = chooseTrained(config, { ...settings, embeddings: 'new-rows' }, rowsOnlyFrom);
  return { ...rows, whole: [] };
}

async function streamTexts(
  texts: readonly string[],
  { tokenizer, config }: ExperimentModel,
  { rowTokens }: TrainSettings,
  seed: number,
): Promise<RowStream> {
  const passages = await tokenizer.encodeAll(texts, asText);
  const pieces = passages.flatMap((ids) => piecesOfPassage(ids, prefixTokenOf(config), rowTokens));
  const shuffled = [...shuffledOrder(pieces.length, seed)].flatMap((place) => pieces[place] ?? []);
  const rows: Row[] = packRows(shuffled, rowTokens);
  return streamRows(rows, seed);
}

async function openWatch({ config, weights, tokenizer }: ExperimentModel, executor: Executor) {
  const settings = experimentSettings({ rowTokens: windowTokens });
  const watch = await openModelWatch(config, weights, [], settings, prefixTokenOf(config), executor);
  const look = async (texts: readonly string[]): Promise<number> => {
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    return watch.bitsPerByte(await tokenizer.encodeAll(texts, asText), bytes);
  };
  return Object.assign(look, { [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose]() });
}
