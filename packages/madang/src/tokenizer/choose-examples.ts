// Common held-out words of the target language, cut as the base cuts them and as it would with more merges.
import type { MergeSteps } from './apply-merges.ts';
import { showToken } from './byte-characters.ts';
import type { Fertility } from './contract.ts';
import type { CutPiece } from './segment-pieces.ts';
import { holdsTargetCharacter, type TargetCharacters } from './target-characters.ts';

const exampleCount = 8;
/** Shorter words say little about cutting. */
const fewestCharacters = 2;

export function chooseExamples(
  pieces: readonly CutPiece[],
  target: TargetCharacters,
  apply: (ids: readonly number[]) => MergeSteps,
  tokenOf: (id: number) => string,
): Fertility['examples'] {
  const show = (ids: readonly number[]): string[] => ids.map((id) => showToken(tokenOf(id)));
  const isWord = ({ piece, ids }: CutPiece): boolean =>
    /^ ?[\p{L}\p{M}]+$/u.test(piece) &&
    Array.from(piece.trim()).length >= fewestCharacters &&
    ids.length > 1 &&
    holdsTargetCharacter(piece, target);
  const seen = new Set<string>();
  return pieces
    .filter(isWord)
    .sort((a, b) => b.count - a.count || (a.piece < b.piece ? -1 : 1))
    .filter(({ piece }) => !seen.has(piece.trim()) && seen.add(piece.trim()))
    .slice(0, exampleCount)
    .map(({ piece, ids, count }) => ({ word: piece.trim(), count, now: show(ids), extended: show(apply(ids).ids) }));
}
