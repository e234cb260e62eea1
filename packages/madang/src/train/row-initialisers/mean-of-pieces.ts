// The mean of the pieces' rows (FVT: Gee et al. 2022): best of its kind on tied matrices.
import { type RowInitialiser, type StartRow, weightedMean } from './initialiser.ts';

const row: StartRow = ({ ids }, base) =>
  weightedMean(
    ids,
    ids.map(() => 1),
    base,
  );

export const meanOfPieces: RowInitialiser = { input: row, output: row };
