// What the trainer reads: target-language rows, source-language rows and chat rows, and how a step takes from them.
// The first rows of a step are learned by cross-entropy; chat rows come last, where they can be distilled.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { readDocuments } from '../intake/read-documents.ts';
import { shuffledOrder } from '../kernel/random.ts';
import { asText, type Tokenizer } from '../tokenizer/encode.ts';
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
    const passages = await tokenizer.encodeAll(texts, asText);
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
 * Rows of a step by kind, over all its micro-batches. Where chat is distilled, each micro-batch keeps its last
 * `distilledPlaces` rows for it; what the chat rows of a step do not fill of them stays empty. A kind without text
 * gives its rows to the target, which keeps at least one.
 */
export function rowShares(data: Pick<TrainingData, 'chat' | 'sourceReplay'>, settings: TrainSettings) {
  const { rows, accumulate } = settings;
  const all = rows * accumulate;
  /** A share that is asked for holds at least one row. */
  const rowsOf = (share: number) => (share > 0 ? Math.max(1, Math.round(share * all)) : 0);
  const chat = data.chat ? Math.min(rowsOf(settings.chatReplayShare), (rows - 1) * accumulate) : 0;
  const distilledPlaces = settings.chatLoss === 'distill' ? Math.ceil(chat / accumulate) : 0;
  const learned = all - (distilledPlaces > 0 ? distilledPlaces * accumulate : chat);
  const source = data.sourceReplay ? Math.min(rowsOf(settings.sourceReplayShare), learned - 1) : 0;
  return { target: learned - source, source, chat, distilledPlaces };
}

export interface MicroBatch {
  /** Learned rows first: target, source; then chat, and empty rows in the place of missing ones. */
  readonly rows: readonly Row[];
  /** Numbers of the chat rows among all chat rows. */
  readonly chatNumbers: readonly number[];
}

/** The micro-batches of a step, from its number alone; each kind is spread evenly over them. */
export function batchesOfStep(data: TrainingData, settings: TrainSettings, step: number): MicroBatch[] {
  const { rows, accumulate } = settings;
  const shares = rowShares(data, settings);
  const take = (stream: RowStream | undefined, rowsAStep: number, from: number, to: number) =>
    Array.from({ length: stream ? to - from : 0 }, (_, index) =>
      (stream as RowStream).at(step * rowsAStep + from + index),
    );
  /** Rows of a kind that come before micro-batch `micro`. */
  const chatBefore = (micro: number) => Math.floor((micro * shares.chat) / accumulate);
  const learnedBefore = (micro: number) =>
    micro * rows - (shares.distilledPlaces > 0 ? micro * shares.distilledPlaces : chatBefore(micro));
  const sourceBefore = (micro: number) =>
    Math.floor((learnedBefore(micro) * shares.source) / learnedBefore(accumulate));
  const targetBefore = (micro: number) => learnedBefore(micro) - sourceBefore(micro);

  return Array.from({ length: accumulate }, (_, micro) => {
    const [from, to] = [micro, micro + 1];
    const target = take(data.target, shares.target, targetBefore(from), targetBefore(to));
    const source = take(data.sourceReplay, shares.source, sourceBefore(from), sourceBefore(to));
    const chat = take(data.chat, shares.chat, chatBefore(from), chatBefore(to));
    const filled = [...target, ...source, ...chat].map(({ row }) => row);
    return {
      rows: [...filled, ...Array.from({ length: rows - filled.length }, (): Row => [])],
      chatNumbers: chat.map(({ number }) => number),
    };
  });
}
