// How the row of a new token starts, from the base's rows for the pieces that it was cut into. One file a member;
// every member passes the suite in `new-rows.test.ts`. Align (Yamaguchi et al., arXiv 2406.11477) is none of them: with
// merges that follow the base's own, a token is cut into the same pieces wherever it stands, and Align's weighted mean
// is the mean of pieces.

/** A matrix of the base with a row for each token. */
export interface BaseRows {
  /** [V, D] */
  readonly matrix: Float32Array;
  readonly width: number;
  /** Mean of its rows, and the standard deviation of all its numbers around it. */
  readonly mean: Float64Array;
  readonly deviation: number;
}

export interface Pieces {
  readonly ids: readonly number[];
  /** UTF-8 bytes of each. */
  readonly bytes: readonly number[];
}

export type StartRow = (pieces: Pieces, base: BaseRows, random: () => number) => Float64Array;

export interface RowInitialiser {
  /** A row of the input embedding; of a tied matrix too. */
  readonly input: StartRow;
  /** A row of an untied output head. */
  readonly output: StartRow;
}

/** Σ weight · row / Σ weight */
export function weightedMean(ids: readonly number[], weights: readonly number[], base: BaseRows): Float64Array {
  const row = new Float64Array(base.width);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const [place, id] of ids.entries()) {
    const share = (weights[place] ?? 0) / total;
    for (let i = 0; i < row.length; i++) {
      row[i] = (row[i] as number) + share * (base.matrix[id * base.width + i] as number);
    }
  }
  return row;
}
