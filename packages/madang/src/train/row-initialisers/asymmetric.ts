// Asymmetric composition (arXiv 2608.03494), for untied matrices: read rows are the plain mean of the pieces' rows, written
// rows weigh each piece by its length. Its rescaling of read rows is left out: on our bases it was worse.

import { type RowInitialiser, weightedMean } from './initialiser.ts';
import { meanOfPieces } from './mean-of-pieces.ts';

export const asymmetric: RowInitialiser = {
  input: meanOfPieces.input,
  output: ({ ids, bytes }, base) => weightedMean(ids, bytes, base),
};
