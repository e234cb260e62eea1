// Keeps the source language cut as it was where both languages share a script: a merge is refused once the tokens
// accepted so far, it included, could change more than a hundredth of the source text's ids. How often a token stands
// in the source text is counted over its pieces, as a string of byte characters: an upper bound, for an earlier merge
// may have taken the place.
import { tokenFromBytes } from './byte-characters.ts';
import type { CutPiece } from './segment-pieces.ts';

const largestChangedShare = 0.01;
/** A merge replaces two ids. */
const idsAMerge = 2;
/** Longer tokens are counted by their beginning. */
const longestCounted = 24;

export function guardSource(sourcePieces: readonly CutPiece[]): (token: string) => boolean {
  const occurrences = countSubstrings(sourcePieces);
  const ids = sourcePieces.reduce((sum, piece) => sum + piece.ids.length * piece.count, 0);
  let left = largestChangedShare * ids;
  return (token) => {
    const cost = idsAMerge * (occurrences.get(token.slice(0, longestCounted)) ?? 0);
    if (cost > left) return false;
    left -= cost;
    return true;
  };
}

function countSubstrings(pieces: readonly CutPiece[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { piece, count } of pieces) {
    const text = tokenFromBytes(Buffer.from(piece, 'utf8'));
    for (let start = 0; start < text.length; start++) {
      const longest = Math.min(text.length, start + longestCounted);
      for (let end = start + 2; end <= longest; end++) {
        const part = text.slice(start, end);
        counts.set(part, (counts.get(part) ?? 0) + count);
      }
    }
  }
  return counts;
}
