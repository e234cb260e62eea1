// `madang stop`: asks the process of a run to end at its next safe point, and waits until it is gone.
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Effects } from '../kernel/effects.ts';
import { errorsOf } from '../kernel/errors.ts';
import { defineOperation } from '../kernel/operation.ts';
import { findRuns, isMadangProcess } from './find-runs.ts';
import { en } from './messages.en.ts';

const pipelinesError = errorsOf('pipelines', en.errors);
const pollMs = 100;

export const stop = defineOperation({
  name: 'stop',
  summary: 'end a run at its next safe point; the same graft command takes it up again',
  input: z.object({
    folder: z.string().default('.').describe('a graft folder, or the folder of one run'),
    waitSeconds: z.number().positive().default(120).describe('how long to wait for the process to end'),
  }),
  positional: ['folder'],
  example: 'madang stop korean-graft',
  run: stopRun,
});

async function stopRun({ folder, waitSeconds }: { folder: string; waitSeconds: number }, effects: Effects) {
  const run = findRuns(folder).findLast((found) => found.state === 'running');
  if (run?.pid === undefined) throw pipelinesError('missing', 'not-running', { folder });
  process.kill(run.pid, 'SIGTERM');
  const deadlineMs = effects.clock() + waitSeconds * 1000;
  while (isMadangProcess(run.pid)) {
    if (effects.clock() > deadlineMs) {
      throw pipelinesError('unavailable', 'still-running', { run: run.id, pid: run.pid, seconds: waitSeconds });
    }
    await wait(pollMs, undefined, { signal: effects.signal });
  }
  return { run: run.id, stopped: true };
}
