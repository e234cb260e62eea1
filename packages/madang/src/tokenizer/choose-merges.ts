// Which merges the target language deserves: learned on training text, only where they touch the target's own
// characters, and never so that the source language is cut anew (`guard-source.ts`).
import { findCandidates, type Merge } from './find-candidates.ts';
import { guardSource } from './guard-source.ts';
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
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
}

export function chooseMerges(
  train: readonly CutPiece[],
  source: readonly CutPiece[],
  { maximum, firstNewId, idOf, tokenOf }: MergeSearch,
): { readonly merges: Merge[]; readonly target: TargetCharacters } {
  const target = findTargetCharacters(train, source);
  const keepsSource = guardSource(source);
  const merges = findCandidates(
    train.filter(({ piece }) => holdsTargetCharacter(piece, target)),
    {
      maximum,
      firstNewId,
      tokenOf,
      isInVocabulary: (token) => idOf(token) !== undefined,
      accept: (token) => touchesTarget(token, target) && keepsSource(token),
    },
  );
  return { merges, target };
}
