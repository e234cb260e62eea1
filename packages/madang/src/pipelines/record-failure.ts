// The last line of a run that failed is its error, so that `madang runs` and `attach` can say what became of it.
import { MadangError } from '../kernel/errors.ts';
import { errorEventFrom } from '../kernel/events.ts';
import type { Run } from '../kernel/run.ts';
import { pipelineError } from './errors.ts';

/** Gives the error to throw on. */
export function recordFailure(run: Run, failure: unknown, signal: AbortSignal): unknown {
  const isStop = signal.aborted && (failure as Error).name === 'AbortError';
  const error = isStop ? pipelineError('interrupted', 'interrupted', {}, failure) : failure;
  if (!(error instanceof MadangError)) return error;
  try {
    run.emit(errorEventFrom(error));
  } catch {
    // the disk is full: the error itself matters more than its line
  }
  return error;
}
