// The runs of a graft folder and what became of them, read from their folders alone: `events.jsonl` says how far a run
// came, `pid` whether its process still lives.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { EventLine } from '../kernel/events.ts';
import { listRuns, readEvents } from '../kernel/run.ts';

export interface RunState {
  readonly id: string;
  readonly folder: string;
  readonly state: 'running' | 'finished' | 'failed' | 'interrupted';
  readonly startedAt: string | undefined;
  readonly lastEventAt: string | undefined;
  /** The step that was under way. */
  readonly step: string | undefined;
  readonly pid: number | undefined;
}

/** Runs of a graft folder, of the graft folders in it, or one run's own folder; oldest first. */
export function findRuns(folder: string): RunState[] {
  const place = resolve(folder);
  if (existsSync(join(place, 'events.jsonl'))) return [stateOf(place)];
  const own = listRuns(place);
  if (own.length > 0 || !existsSync(place)) return own.map(stateOf);
  const inside = readdirSync(place, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return inside
    .flatMap((entry) => listRuns(join(place, entry.name)))
    .map(stateOf)
    .sort((a, b) => a.id.localeCompare(b.id));
}

/** The run that is under way, else the newest. */
export function currentRun(runs: readonly RunState[]): RunState | undefined {
  return runs.findLast((run) => run.state === 'running') ?? runs.at(-1);
}

function stateOf(folder: string): RunState {
  const events = readEvents(folder);
  const pid = pidOf(folder);
  const last = events.at(-1);
  return {
    id: basename(folder),
    folder,
    state: outcome(last, pid),
    startedAt: events[0]?.time,
    lastEventAt: last?.time,
    step: openStep(events),
    pid,
  };
}

function outcome(last: EventLine | undefined, pid: number | undefined): RunState['state'] {
  if (last?.type === 'result') return 'finished';
  if (pid !== undefined && isMadangProcess(pid)) return 'running';
  return last?.type === 'error' ? 'failed' : 'interrupted';
}

function openStep(events: readonly EventLine[]): string | undefined {
  const open: string[] = [];
  for (const event of events) {
    if (event.type === 'step-start') open.push(event.step);
    if (event.type === 'step-end') open.splice(open.lastIndexOf(event.step), 1);
  }
  return open.at(-1);
}

function pidOf(runFolder: string): number | undefined {
  const path = join(runFolder, 'pid');
  const pid = existsSync(path) ? Number(readFileSync(path, 'utf8')) : Number.NaN;
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/** Process ids are given again: the process counts only when its command line is Madang's. */
export function isMadangProcess(pid: number): boolean {
  return commandLineOf(pid).some((word) => /(^|[\\/])madang(\.cmd|\.js)?$|[\\/]cli[\\/]main\.[jt]s$/.test(word));
}

function commandLineOf(pid: number): string[] {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(' ');
  } catch {
    return [];
  }
}
