// Which start of the new rows is best for this base and this language, by training each for fifty steps: the loss before
// the first step says little about it ("Beyond Initialization Loss", and the pilot agrees).
import type { RowInitialiserName } from '../train/contract.ts';
import type { Trial } from '../train/search-recipe.ts';

const probeSteps = 50;

/** Those that have been best somewhere; on a tied matrix `asymmetric` is the mean of pieces. */
function candidates(isTied: boolean): RowInitialiserName[] {
  const shared: RowInitialiserName[] = ['mean-of-pieces', 'first-piece', 'last-piece', 'global-mean'];
  return isTied ? shared : ['asymmetric', ...shared];
}

export interface ProbedInitialiser {
  readonly initialiser: RowInitialiserName;
  /** Held-out bits per byte after the probe. */
  readonly bitsPerByte: number;
}

/** Best first. `run` trains from rows that start so, for about so many tokens. */
export async function probeInitialisers(
  isTied: boolean,
  tokensAStep: number,
  run: (initialiser: RowInitialiserName, tokens: number) => Promise<Trial>,
): Promise<ProbedInitialiser[]> {
  const probed: ProbedInitialiser[] = [];
  for (const initialiser of candidates(isTied)) {
    const { bitsPerByte } = await run(initialiser, probeSteps * tokensAStep);
    probed.push({ initialiser, bitsPerByte });
  }
  return probed.sort((a, b) => a.bitsPerByte - b.bitsPerByte);
}
