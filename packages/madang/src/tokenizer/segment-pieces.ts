// Pieces (pre-tokens) of texts with the ids that the base cuts each into; every distinct piece is encoded once.
import type { SegmentedPiece } from './find-candidates.ts';
import { countPieces, type SplitPieces } from './split-pieces.ts';

export interface CutPiece extends SegmentedPiece {
  readonly piece: string;
}

export interface PieceEncoder {
  encodeAll(texts: readonly string[]): Promise<number[][]>;
}

const batchSize = 10_000;

export async function segmentPieces(
  texts: readonly string[],
  split: SplitPieces,
  tokenizer: PieceEncoder,
): Promise<CutPiece[]> {
  const counted = [...countPieces(texts, split)];
  const cut: CutPiece[] = [];
  for (let start = 0; start < counted.length; start += batchSize) {
    const batch = counted.slice(start, start + batchSize);
    const encoded = await tokenizer.encodeAll(batch.map(([piece]) => piece));
    for (const [index, [piece, count]] of batch.entries()) cut.push({ piece, count, ids: encoded[index] ?? [] });
  }
  return cut;
}

export function countTokens(pieces: readonly SegmentedPiece[]): number {
  return pieces.reduce((sum, { ids, count }) => sum + ids.length * count, 0);
}
