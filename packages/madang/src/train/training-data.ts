// What the trainer reads: target-language rows, source-language rows and chat rows, and how a step takes from them.
// The first rows of a step are learned by cross-entropy; chat rows come last, where they can be distilled.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { readDocuments } from '../intake/read-documents.ts';
import { shuffledOrder } from '../kernel/random.ts';
import type { Tokenizer } from '../tokenizer/encode.ts';
import type { TrainSettings } from './contract.ts';
import { learnedTokens, type Piece, packRows, pieceOfAnswer, piecesOfPassage, type Row } from './pack-rows.ts';
import type { Plan } from './plan.ts';
import { type RowStream, streamRows } from './row-stream.ts';

export const chatLineSchema = z.object({ context: z.string(), answer: z.string() });

export interface TrainingData {
  readonly target: RowStream;
  readonly sourceReplay: RowStream | undefined;
  readonly chat: RowStream | undefined;
  /** Tokens of the target text, once. */
  readonly targetTokens: number;
}

export async function readTrainingData(plan: Plan, tokenizer: Tokenizer, prefixTokenId: number): Promise<TrainingData> {
  const { settings, data } = plan;
  const documentRows = async (path: string, seed: number): Promise<Row[]> => {
    const texts = (await readDocuments(path)).map((document) => document.text);
    const passages = await tokenizer.encodeAll(texts);
    const pieces = passages.flatMap((ids) => piecesOfPassage(ids, prefixTokenId, settings.rowTokens));
    return packRows(inOrder(pieces, shuffledOrder(pieces.length, seed)), settings.rowTokens);
  };
  const target = await documentRows(data.train.path, settings.seed);
  const replay = data.sourceReplay ? await documentRows(data.sourceReplay.path, settings.seed + 1) : [];
  const chat = data.chat ? await chatRows(data.chat.path, tokenizer, settings) : [];
  const stream = (rows: readonly Row[], seed: number) => (rows.length > 0 ? streamRows(rows, seed) : undefined);
  return {
    target: streamRows(target, settings.seed),
    sourceReplay: stream(replay, settings.seed + 1),
    chat: stream(chat, settings.seed + 2),
    targetTokens: target.reduce((sum, row) => sum + learnedTokens(row), 0),
  };
}

async function chatRows(path: string, tokenizer: Tokenizer, settings: TrainSettings): Promise<Row[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  const turns = lines.map((line) => chatLineSchema.parse(JSON.parse(line)));
  const contexts = await tokenizer.encodeAll(turns.map((turn) => turn.context));
  const answers = await tokenizer.encodeAll(turns.map((turn) => turn.answer));
  const pieces = contexts
    .map((context, index) => pieceOfAnswer(context, answers[index] ?? [], settings.rowTokens))
    .filter((piece) => piece !== undefined);
  return packRows(inOrder(pieces, shuffledOrder(pieces.length, settings.seed + 2)), settings.rowTokens);
}

function inOrder(pieces: readonly Piece[], order: Int32Array): Piece[] {
  return [...order].map((index) => pieces[index]).filter((piece) => piece !== undefined);
}

/**
 * How many rows of each kind a micro-batch holds. A kind without text gives its rows to the target, which keeps at
 * least one, however small the batch.
 */
export function rowShares(data: Pick<TrainingData, 'chat' | 'sourceReplay'>, settings: TrainSettings) {
  const chat = Math.min(data.chat ? settings.chatReplayRows : 0, settings.rows - 1);
  const source = Math.min(data.sourceReplay ? settings.sourceReplayRows : 0, settings.rows - 1 - chat);
  return { target: settings.rows - chat - source, source, chat };
}

export interface MicroBatch {
  /** Learned rows first: target, source; then chat. */
  readonly rows: readonly Row[];
  /** Numbers of the chat rows among all chat rows. */
  readonly chatNumbers: readonly number[];
}

/** The micro-batches of a step, from its number alone. */
export function batchesOfStep(data: TrainingData, settings: TrainSettings, step: number): MicroBatch[] {
  const shares = rowShares(data, settings);
  return Array.from({ length: settings.accumulate }, (_, micro) => {
    const place = step * settings.accumulate + micro;
    const take = (stream: RowStream | undefined, count: number) =>
      Array.from({ length: stream ? count : 0 }, (__, index) => (stream as RowStream).at(place * count + index));
    const chat = take(data.chat, shares.chat);
    const learned = [...take(data.target, shares.target), ...take(data.sourceReplay, shares.source)];
    return {
      rows: [...learned, ...chat].map(({ row }) => row),
      chatNumbers: chat.map(({ number }) => number),
    };
  });
}
