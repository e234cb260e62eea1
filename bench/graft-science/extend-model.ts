// A model with new tokens for Korean, whose rows start in one of the ways that are compared.
import { shuffledOrder } from '../../packages/madang/src/kernel/random.ts';
import { appendMerges, firstFreeId } from '../../packages/madang/src/tokenizer/append-merges.ts';
import { chooseMerges } from '../../packages/madang/src/tokenizer/choose-merges.ts';
import { openTokenizer } from '../../packages/madang/src/tokenizer/encode.ts';
import type { Merge } from '../../packages/madang/src/tokenizer/find-candidates.ts';
import { segmentPieces } from '../../packages/madang/src/tokenizer/segment-pieces.ts';
import { splitterFrom } from '../../packages/madang/src/tokenizer/split-pieces.ts';
import { piecesOfTokens } from '../../packages/madang/src/train/pieces-of-tokens.ts';
import { rowInitialisers } from '../../packages/madang/src/train/row-initialisers/index.ts';
import type { StartRow } from '../../packages/madang/src/train/row-initialisers/initialiser.ts';
import { describeRows, startRowsFrom } from '../../packages/madang/src/train/start-new-rows.ts';
import type { ExperimentModel } from './experiment-model.ts';
import type { ExperimentTexts } from './texts.ts';

export interface Extension {
  readonly tokenizerJson: string;
  readonly firstNewId: number;
  readonly merges: readonly Merge[];
}

const matrixName = 'model.embed_tokens.weight';

/** What some tools give new rows, whatever the base's own look like. */
const smallNormal: StartRow = (pieces, { width, matrix }, random) =>
  rowInitialisers.random.input(pieces, { width, matrix, mean: new Float64Array(width), deviation: 0.02 }, random);

export const starts = {
  'mean of pieces': rowInitialisers['mean-of-pieces'].input,
  /** The control: means of pieces, each given to another token. */
  'shuffled pieces': rowInitialisers['mean-of-pieces'].input,
  'first piece': rowInitialisers['first-piece'].input,
  'last piece': rowInitialisers['last-piece'].input,
  'global mean': rowInitialisers['global-mean'].input,
  'random, deviation of the base': rowInitialisers.random.input,
  'random, N(0, 0.02)': smallNormal,
} satisfies Record<string, StartRow>;
export type StartName = keyof typeof starts;
export const startNames = Object.keys(starts) as StartName[];

export async function extendTokenizer(
  { tokenizer, tokenizerJson }: ExperimentModel,
  { korean, english }: ExperimentTexts,
  newTokens: number,
): Promise<Extension> {
  const split = splitterFrom(tokenizerJson);
  const target = await segmentPieces(korean.train, split, tokenizer);
  const source = await segmentPieces(english.train, split, tokenizer);
  const firstNewId = firstFreeId(tokenizerJson);
  const { idOf, tokenOf } = tokenizer;
  const { merges } = chooseMerges(target, source, { maximum: newTokens, firstNewId, idOf, tokenOf });
  return { tokenizerJson: appendMerges(tokenizerJson, merges, firstNewId), firstNewId, merges };
}

/** Another model; the base stays. */
export async function extendModel(
  base: ExperimentModel,
  { tokenizerJson, firstNewId, merges }: Extension,
  start: StartName,
  seed: number,
): Promise<ExperimentModel> {
  const { hiddenSize } = base.config;
  const matrix = base.weights.get(matrixName) ?? new Float32Array();
  const pieces = piecesOfTokens(merges, firstNewId, base.tokenizer.tokenOf);
  const order = start === 'shuffled pieces' ? shuffledOrder(pieces.length, seed) : pieces.keys();
  const ordered = [...order].flatMap((place) => pieces[place] ?? []);
  const rows = startRowsFrom(starts[start], ordered, describeRows(matrix, hiddenSize), merges.length, seed);
  const grown = new Float32Array((firstNewId + merges.length) * hiddenSize);
  grown.set(matrix.subarray(0, firstNewId * hiddenSize));
  grown.set(rows, firstNewId * hiddenSize);
  const weights = new Map([...base.weights].map(([name, values]) => [name, values.slice()]));
  weights.set(matrixName, grown);
  const config = { ...base.config, vocabularySize: firstNewId + merges.length };
  return { config, tokenizerJson, tokenizer: await openTokenizer(tokenizerJson), weights };
}
