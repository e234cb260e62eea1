import type { RowInitialiserName } from '../contract.ts';
import { asymmetric } from './asymmetric.ts';
import { firstPiece } from './first-piece.ts';
import { globalMean } from './global-mean.ts';
import type { RowInitialiser } from './initialiser.ts';
import { lastPiece } from './last-piece.ts';
import { meanOfPieces } from './mean-of-pieces.ts';
import { randomRows } from './random.ts';

export const rowInitialisers: Readonly<Record<RowInitialiserName, RowInitialiser>> = {
  'mean-of-pieces': meanOfPieces,
  asymmetric,
  'first-piece': firstPiece,
  'last-piece': lastPiece,
  'global-mean': globalMean,
  random: randomRows,
};
