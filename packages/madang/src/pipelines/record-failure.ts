// The last line of a run that failed is its error, so that `madang runs` and `attach` can say what became of it.
import { join } from 'node:path';
import { errorsOf, MadangError } from '../kernel/errors.ts';
import { errorEventFrom } from '../kernel/events.ts';
import { en } from '../kernel/messages.en.ts';
import type { Run } from '../kernel/run.ts';
import { pipelineError } from './errors.ts';

const kernelError = errorsOf('kernel', en.errors);

/** Gives the error to throw on. */
export function recordFailure(run: Run, failure: unknown, signal: AbortSignal): unknown {
  const error = explained(run, failure, signal);
  if (!(error instanceof MadangError)) return error;
  try {
    run.emit(errorEventFrom(error));
  } catch {
    // the disk is full: the error itself matters more than its line
  }
  return error;
}

function explained(run: Run, failure: unknown, signal: AbortSignal): unknown {
  if (signal.aborted && (failure as Error).name === 'AbortError') {
    return pipelineError('interrupted', 'interrupted', {}, failure);
  }
  const { code, path } = failure as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return failure;
  // a failed write does not say where it was
  return kernelError('resources', 'no-space', { path: path ?? join(run.folder, '../../..') }, failure);
}
