// Appends merges to a BPE `tokenizer.json`: each merge after all of the base's own, each new token with the id that its
// place among the merges gives it. Tokens are never `added_tokens`: those match before the text is cut, anywhere in a
// word. Ids follow the order of the merges, so that runtimes which rank by id (tiktoken) cut alike. Sentencepiece ranks by
// score: new pieces are scored below all old ones, and the merges are made again from all scores.
import { z } from 'zod';
import { tokenizerError } from './errors.ts';
import type { Merge } from './find-candidates.ts';
import { mergesFromScores, scoresFromMerges } from './merge-scores.ts';
import { pieceOfToken } from './open-piece-tokenizer.ts';
import { isBytePiece } from './sentencepiece.ts';
import { kindOfTokenizer, type TokenizerJson, tokenizerJsonSchema } from './tokenizer-json.ts';

/** The id after the last one that is used; rows of the matrix beyond it are free. */
export function firstFreeId(tokenizerJson: string): number {
  const { model, added_tokens: added } = parse(tokenizerJson);
  const ids = [...Object.values(model.vocab), ...added.map(({ id }) => id)];
  return ids.reduce((largest, id) => Math.max(largest, id), -1) + 1;
}

/** The text of the extended `tokenizer.json`; `firstNewId` is where the merges' own ids begin. */
export function appendMerges(tokenizerJson: string, merges: readonly Merge[], firstNewId: number): string {
  const parsed = parse(tokenizerJson);
  const model = kindOfTokenizer(parsed)?.kind === 'sentencepiece' ? appendPieces : appendPairs;
  return JSON.stringify({ ...parsed, model: model(parsed, merges, firstNewId) });
}

function appendPairs({ model }: TokenizerJson, merges: readonly Merge[], firstNewId: number) {
  const tokens = new Map(Object.entries(model.vocab).map(([token, id]) => [id, token]));
  const asText = typeof model.merges[0] === 'string';
  const extended = { ...model.vocab };
  const appended = merges.map(({ left, right, token }, place) => {
    const [a, b] = [tokens.get(left), tokens.get(right)];
    if (a === undefined || b === undefined || a + b !== token || Object.hasOwn(extended, token)) {
      throw new Error(`merge ${place}: ${left} and ${right} do not make ${JSON.stringify(token)}`);
    }
    extended[token] = firstNewId + place;
    tokens.set(firstNewId + place, token);
    return asText ? `${a} ${b}` : ([a, b] as [string, string]);
  });
  return { ...model, vocab: extended, merges: [...model.merges, ...appended] };
}

function appendPieces({ model, added_tokens: added }: TokenizerJson, merges: readonly Merge[], firstNewId: number) {
  const userDefined = new Set(added.filter(({ special }) => !special).map(({ content }) => content));
  const special = new Set(added.filter(({ special: isSpecial }) => isSpecial).map(({ content }) => content));
  const old = Object.keys(model.vocab).filter((piece) => !special.has(piece) && !isBytePiece(piece));
  const pairs = model.merges.map((merge) => (typeof merge === 'string' ? merge.split(' ') : merge) as [string, string]);
  const scores = scoresFromMerges(new Set(old), pairs, (piece) => userDefined.has(piece));
  if (!scores) throw tokenizerError('input', 'not-extendable', { found: 'its merges follow no scores of pieces.' });

  const belowAll = -(pairs.length + 2);
  const extended = { ...model.vocab };
  for (const [place, { token }] of merges.entries()) {
    const piece = pieceOfToken(token);
    if (piece === undefined || Object.hasOwn(extended, piece)) {
      throw new Error(`merge ${place}: ${JSON.stringify(token)} is no new piece`);
    }
    extended[piece] = firstNewId + place;
    scores.set(piece, belowAll - place);
  }
  return { ...model, vocab: extended, merges: mergesFromScores(scores) };
}

function parse(tokenizerJson: string): TokenizerJson {
  const parsed = tokenizerJsonSchema.safeParse(JSON.parse(tokenizerJson));
  if (parsed.success) return parsed.data;
  throw tokenizerError('input', 'not-extendable', { found: z.prettifyError(parsed.error) });
}
