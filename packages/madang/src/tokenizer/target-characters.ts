// Which characters belong to the target language and not to the source language, from the texts themselves, for any
// script: a letter or mark that the source text does not have, or a hundred times more rarely. Merges are kept only
// where they touch such a character, so that the source language is cut as before (graft-science: English drifts
// otherwise). Languages that share their letters with the source (Swahili and English) have too few: no filter then. Without
// any source text it is every letter beyond ASCII.
import { bytesOfToken, stretchesOf } from './byte-characters.ts';

/** How many times more frequent in the target text. */
const rateRatio = 100;
/** With a smaller share of the target's letters than this, filtering would leave nearly no merge. */
const smallestShare = 0.2;

export interface CountedPiece {
  readonly piece: string;
  readonly count: number;
}

export interface TargetCharacters {
  readonly rule: 'target-characters' | 'all-characters';
  has(character: string): boolean;
}

export function findTargetCharacters(
  targetPieces: readonly CountedPiece[],
  sourcePieces: readonly CountedPiece[],
): TargetCharacters {
  const target = countLetters(targetPieces);
  const source = countLetters(sourcePieces);
  const targetTotal = sum(target.values());
  const sourceTotal = sum(source.values());
  const isTarget = (character: string): boolean => {
    if (sourceTotal === 0) return !/\p{ASCII}/u.test(character);
    const targetRate = (target.get(character) ?? 0) / targetTotal;
    return targetRate >= (rateRatio * (source.get(character) ?? 0)) / sourceTotal;
  };
  const characters = new Set([...target.keys()].filter(isTarget));
  const share = sum([...characters].map((character) => target.get(character) ?? 0)) / targetTotal;
  if (!(share >= smallestShare)) return { rule: 'all-characters', has: () => true };
  return { rule: 'target-characters', has: (character) => characters.has(character) };
}

/** Whether a token touches the target: holds such a character, or bytes that are part of one cut in two. */
export function touchesTarget(token: string, target: TargetCharacters): boolean {
  if (target.rule === 'all-characters') return true;
  const bytes = bytesOfToken(token);
  return bytes !== undefined && stretchesOf(bytes).some((part) => !('text' in part) || target.has(part.text));
}

export function holdsTargetCharacter(text: string, target: TargetCharacters): boolean {
  return Array.from(text).some((character) => target.has(character));
}

function countLetters(pieces: readonly CountedPiece[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { piece, count } of pieces) {
    for (const letter of piece.match(/[\p{L}\p{M}]/gu) ?? []) counts.set(letter, (counts.get(letter) ?? 0) + count);
  }
  return counts;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
