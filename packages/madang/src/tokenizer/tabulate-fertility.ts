// The fertility table from texts: learn merges on training text, measure every size on held-out text, say what the
// source language loses and what the pre-tokenizer's borders leave at best.
import { mergesApplier } from './apply-merges.ts';
import { scoresApplier } from './apply-scores.ts';
import { chooseExamples } from './choose-examples.ts';
import { chooseMerges } from './choose-merges.ts';
import type { Fertility, FertilityRow } from './contract.ts';
import type { Merge } from './find-candidates.ts';
import { type Cuts, measureCuts } from './measure-cuts.ts';
import type { PieceTokenizer } from './open-piece-tokenizer.ts';
import { recommendSize } from './recommend-size.ts';
import type { SampledTexts } from './sample-texts.ts';
import { segmentPieces } from './segment-pieces.ts';
import type { SplitPieces } from './split-pieces.ts';

export interface FertilityOptions {
  /** Rising, the first 0. */
  readonly sizes: readonly number[];
  /** Words are shown with at most so many new tokens. */
  readonly exampleSize: number;
  readonly trainedTokens: number | undefined;
  readonly model: ModelSize | undefined;
}

export interface ModelSize {
  readonly hiddenSize: number;
  readonly tiedEmbeddings: boolean;
  readonly parameters: number;
}

const rowsMultiple = 64;

export async function tabulateFertility(
  texts: SampledTexts,
  tokenizer: PieceTokenizer,
  split: SplitPieces,
  { sizes, exampleSize, trainedTokens, model }: FertilityOptions,
): Promise<Fertility> {
  const [train, heldOut, source] = [
    await segmentPieces(texts.train, split, tokenizer),
    await segmentPieces(texts.heldOut, split, tokenizer),
    await segmentPieces(texts.source, split, tokenizer),
  ];
  const firstNewId = tokenizer.vocabularySize;
  const search = { maximum: sizes.at(-1) ?? 0, firstNewId, base: tokenizer };
  const { merges, target } = chooseMerges(train, source, search);

  const isByteLevel = tokenizer.kind === 'byte-level';
  const apply = isByteLevel ? mergesApplier(merges, firstNewId) : scoresApplier(merges, firstNewId, tokenizer);
  const possible = sizes.filter((size) => size <= merges.length);
  const counts = {
    train: describeTexts(texts.train),
    heldOut: describeTexts(texts.heldOut),
    source: describeTexts(texts.source),
  };
  const rows = tabulate(
    possible,
    merges,
    measureCuts(heldOut, apply, possible),
    measureCuts(source, apply, possible),
    counts,
    model,
  );
  const pieces = heldOut.reduce((sum, { count }) => sum + count, 0);
  const exampleNewTokens = possible.findLast((size) => size <= exampleSize) ?? 0;
  const tokenOf = (id: number) => (id < firstNewId ? tokenizer.tokenOf(id) : merges[id - firstNewId]?.token) ?? '';
  return {
    rows,
    floor: { tokensPerByte: pieces / counts.heldOut.bytes, tokensPerWord: pieces / counts.heldOut.words },
    examples: chooseExamples(heldOut, target, (ids) => apply(ids, exampleNewTokens), tokenOf),
    exampleNewTokens,
    ...recommendSize(rows, { trainedTokens, trainBytes: counts.train.bytes, modelParameters: model?.parameters }),
    rule: target.rule,
    candidates: merges.length,
    train: { bytes: counts.train.bytes, documents: texts.train.length },
    heldOut: { ...counts.heldOut, documents: texts.heldOut.length },
    source: { bytes: counts.source.bytes },
  };
}

interface TextCounts {
  readonly bytes: number;
  readonly words: number;
  readonly characters: number;
}

function describeTexts(texts: readonly string[]): TextCounts {
  const total = { bytes: 0, words: 0, characters: 0 };
  for (const text of texts) {
    const normalized = text.normalize('NFC');
    total.bytes += Buffer.byteLength(normalized, 'utf8');
    total.words += normalized.match(/\P{White_Space}+/gu)?.length ?? 0;
    total.characters += normalized.length - (normalized.match(/[\u{10000}-\u{10FFFF}]/gu)?.length ?? 0);
  }
  return total;
}

function tabulate(
  sizes: readonly number[],
  merges: readonly Merge[],
  heldOut: Cuts,
  source: Cuts,
  counts: { readonly heldOut: TextCounts; readonly source: TextCounts },
  model: ModelSize | undefined,
): FertilityRow[] {
  const { bytes, words, characters } = counts.heldOut;
  return sizes.map((size, index) => {
    const tokens = heldOut.tokens[index] ?? 0;
    const rows = Math.ceil(size / rowsMultiple) * rowsMultiple * (model?.tiedEmbeddings === false ? 2 : 1);
    const sourceTokens = source.tokens[index] ?? 0;
    return {
      newTokens: size,
      tokensPerByte: tokens / bytes,
      tokensPerWord: tokens / words,
      tokensPerCharacter: tokens / characters,
      speed: (heldOut.tokens[0] ?? 0) / tokens,
      ...(size > 0
        ? { lastMergeCount: merges[size - 1]?.count ?? 0, usedShare: (heldOut.used[index] ?? 0) / size }
        : {}),
      ...(counts.source.bytes > 0
        ? {
            sourceTokensPerByte: sourceTokens / counts.source.bytes,
            sourceChange: sourceTokens / (source.tokens[0] ?? 0) - 1,
          }
        : {}),
      rows,
      ...(model ? { parameters: rows * model.hiddenSize } : {}),
    };
  });
}
