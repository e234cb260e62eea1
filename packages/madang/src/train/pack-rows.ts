// Lays passages into rows of a fixed number of tokens. A passage longer than a row is cut into pieces that follow
// each other; what is left over shares rows with other leftovers, first fit. Attention stays inside a piece.
import { packFirstFit } from '../engine/pack-first-fit.ts';
import type { ModelConfig } from '../model/contract.ts';

export interface Piece {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  /** Loss weight of each target: 1, or 0 where it is only context. */
  readonly weights: readonly number[];
}

export type Row = readonly Piece[];

/** What stands before each text: begin of text, else end of text. */
export function prefixTokenIdOf({ beginTokenId, endTokenId }: ModelConfig): number {
  return beginTokenId ?? endTokenId ?? 0;
}

/** Passages of token ids, each begun with `prefixTokenId`; every token is a target once. */
export function piecesOfPassage(ids: readonly number[], prefixTokenId: number, rowTokens: number): Piece[] {
  const inputs = [prefixTokenId, ...ids.slice(0, -1)];
  const pieces: Piece[] = [];
  for (let start = 0; start < ids.length; start += rowTokens) {
    const targets = ids.slice(start, start + rowTokens);
    pieces.push({ inputs: inputs.slice(start, start + rowTokens), targets, weights: targets.map(() => 1) });
  }
  return pieces;
}

/** A conversation: the context is read, only the answer is learned. Undefined where it does not fit a row. */
export function pieceOfAnswer(
  context: readonly number[],
  answer: readonly number[],
  rowTokens: number,
): Piece | undefined {
  const ids = [...context, ...answer];
  if (ids.length - 1 > rowTokens || answer.length === 0 || context.length === 0) return undefined;
  return {
    inputs: ids.slice(0, -1),
    targets: ids.slice(1),
    weights: ids.slice(1).map((_, index) => (index + 1 >= context.length ? 1 : 0)),
  };
}

export function packRows(pieces: readonly Piece[], rowTokens: number): Row[] {
  return packFirstFit(pieces, ({ inputs }) => inputs.length, rowTokens);
}

export function learnedTokens(row: Row): number {
  return row.reduce((sum, piece) => sum + piece.weights.reduce((inner, weight) => inner + weight, 0), 0);
}
