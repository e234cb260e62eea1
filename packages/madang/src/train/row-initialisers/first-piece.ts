// The first piece's row.
import { type RowInitialiser, type StartRow, weightedMean } from './initialiser.ts';

const first: StartRow = ({ ids }, base) => weightedMean(ids.slice(0, 1), [1], base);

export const firstPiece: RowInitialiser = { input: first, output: first };
