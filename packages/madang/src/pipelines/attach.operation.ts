// `madang attach`: follows a run that another process works on, by its `events.jsonl`; Ctrl-C leaves the run alone.
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Effects } from '../kernel/effects.ts';
import { errorsOf, MadangError, type OutcomeKind, outcomes } from '../kernel/errors.ts';
import { type EventLine, parseEventLines } from '../kernel/events.ts';
import { defineOperation } from '../kernel/operation.ts';
import { currentRun, findRuns, type RunState } from './find-runs.ts';
import { en } from './messages.en.ts';

const pipelinesError = errorsOf('pipelines', en.errors);
const pollMs = 250;

export const attach = defineOperation({
  name: 'attach',
  summary: 'follow a run that is under way',
  input: z.object({
    folder: z.string().default('.').describe('a graft folder, or the folder of one run'),
  }),
  positional: ['folder'],
  example: 'madang attach korean-graft',
  run: ({ folder }, effects) => attachTo(folder, effects),
});

async function attachTo(folder: string, effects: Effects): Promise<Record<string, unknown>> {
  const run = currentRun(findRuns(folder));
  if (!run) throw pipelinesError('missing', 'no-run', { folder });
  const lines = followLines(join(run.folder, 'events.jsonl'));
  let last = showPast(lines(), effects);
  while (last?.type !== 'result') {
    if (effects.signal.aborted) return { run: run.id, state: 'running' };
    const lives = findRuns(run.folder)[0]?.state === 'running';
    const fresh = lines();
    for (const event of fresh) effects.emit(event);
    last = fresh.at(-1) ?? last;
    if (fresh.length > 0) continue;
    if (!lives) throw endOf(run, last);
    await wait(pollMs, undefined, { signal: effects.signal }).catch(() => undefined);
  }
  return { run: run.id, state: 'finished', ...last.value };
}

/** Of what is past only the newest progress is worth showing. */
function showPast(events: readonly EventLine[], effects: Effects): EventLine | undefined {
  const newest = events.findLast((event) => event.type === 'step-progress');
  for (const event of events) {
    if (event === newest || (event.type !== 'step-progress' && event.type !== 'metric')) effects.emit(event);
  }
  return events.at(-1);
}

/** Each call gives the whole lines that were written since the last one. */
function followLines(path: string): () => EventLine[] {
  let offset = 0;
  return () => {
    const size = existsSync(path) ? statSync(path).size : 0;
    if (size <= offset) return [];
    const bytes = Buffer.alloc(size - offset);
    const file = openSync(path, 'r');
    try {
      readSync(file, bytes, 0, bytes.length, offset);
    } finally {
      closeSync(file);
    }
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    offset += whole.length;
    return parseEventLines(whole.toString('utf8'));
  };
}

function endOf(run: RunState, last: EventLine | undefined): MadangError {
  if (last?.type !== 'error') return pipelinesError('interrupted', 'run-died', { run: run.id });
  const kind = Object.hasOwn(outcomes, last.kind) ? (last.kind as OutcomeKind) : 'internal';
  return new MadangError(kind, last.code, last.values, last);
}
