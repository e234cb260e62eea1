// Normal around the mean row of the base with its own standard deviation: a control, not a proposal.
import type { RowInitialiser, StartRow } from './initialiser.ts';

const row: StartRow = (_pieces, { mean, deviation }, random) => mean.map((value) => value + deviation * normal(random));

/** Box & Muller 1958. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export const randomRows: RowInitialiser = { input: row, output: row };
