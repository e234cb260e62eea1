// Which merges the target language deserves: learned on training text, only where they touch the target's own
// characters, and never so that the source language is cut anew (`guard-source.ts`).
import { bytesOfToken } from './byte-characters.ts';
import { findCandidates, type Merge } from './find-candidates.ts';
import { findCharactersAndCandidates } from './find-characters.ts';
import { guardSource } from './guard-source.ts';
import type { PieceTokenizer } from './open-piece-tokenizer.ts';
import type { CutPiece } from './segment-pieces.ts';
import {
  findTargetCharacters,
  holdsTargetCharacter,
  type TargetCharacters,
  touchesTarget,
} from './target-characters.ts';

export interface MergeSearch {
  /** At most so many. */
  readonly maximum: number;
  readonly firstNewId: number;
  readonly base: Pick<PieceTokenizer, 'kind' | 'idOf' | 'tokenOf'>;
}

export function chooseMerges(
  train: readonly CutPiece[],
  source: readonly CutPiece[],
  { maximum, firstNewId, base }: MergeSearch,
): { readonly merges: Merge[]; readonly target: TargetCharacters } {
  const target = findTargetCharacters(train, source);
  const keepsSource = guardSource(source);
  const isByteLevel = base.kind === 'byte-level';
  const find = isByteLevel ? findCandidates : findCharactersAndCandidates;
  const merges = find(
    train.filter(({ piece }) => holdsTargetCharacter(piece, target)),
    {
      maximum,
      firstNewId,
      tokenOf: base.tokenOf,
      isInVocabulary: (token) => base.idOf(token) !== undefined,
      accept: (token) => touchesTarget(token, target) && (isByteLevel || isOfOneClass(token)) && keepsSource(token),
    },
  );
  return { merges, target };
}

/** No pre-tokenizer parts words from what stands beside them, as sentencepiece's trainer does: not `word.`, not `3rd`. */
function isOfOneClass(token: string): boolean {
  const text = Buffer.from(bytesOfToken(token) ?? []).toString('utf8');
  return /^ *(?:[\p{L}\p{M}]+|\p{N}|[^\p{L}\p{M}\p{N}\s]+)$/u.test(text);
}
