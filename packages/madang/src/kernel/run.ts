// A run: one execution of a graft, a folder `.madang/runs/<UTC>-<hash6>/` with the resolved config (`graft.json`),
// `events.jsonl` and what its trainer needs. A run that did not reach its end is taken up again by the same command.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emit, type EventLine, type MadangEvent, parseEventLines } from './events.ts';
import { canonicalJson, compareUtf8, hashText } from './hash.ts';

export interface Run {
  readonly id: string;
  readonly folder: string;
  /** True when an unfinished run with the same config was taken up again. */
  readonly resumed: boolean;
  /** Appends to `events.jsonl` and passes the event on. One writer a run. */
  readonly emit: Emit;
}

export function runsFolder(graftFolder: string): string {
  return join(graftFolder, '.madang', 'runs');
}

/** Run folders of a graft, oldest first. */
export function listRuns(graftFolder: string): string[] {
  const folder = runsFolder(graftFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort(compareUtf8)
    .map((name) => join(folder, name));
}

export function readEvents(runFolder: string): EventLine[] {
  const path = join(runFolder, 'events.jsonl');
  return existsSync(path) ? parseEventLines(readFileSync(path, 'utf8')) : [];
}

export function isFinished(events: readonly EventLine[]): boolean {
  return events.some((event) => event.type === 'result');
}

export function openRun(graftFolder: string, config: unknown, emit: Emit, clock: () => number): Run {
  const configText = canonicalJson(config);
  const hash6 = hashText(configText).slice(0, 6);
  const previous = listRuns(graftFolder).findLast((folder) => folder.endsWith(`-${hash6}`));
  const resumable = previous !== undefined && !isFinished(readEvents(previous));
  const id = resumable ? (previous.split(/[\\/]/).at(-1) ?? '') : `${utcStamp(clock())}-${hash6}`;
  const folder = join(runsFolder(graftFolder), id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'graft.json'), `${JSON.stringify(config, null, 2)}\n`);
  writeFileSync(join(folder, 'pid'), `${process.pid}\n`);

  const eventsPath = join(folder, 'events.jsonl');
  closeTornLine(eventsPath);
  let seq = readEvents(folder).at(-1)?.seq ?? 0;
  const append = (event: MadangEvent): void => {
    seq += 1;
    appendFileSync(eventsPath, `${JSON.stringify({ v: 1, seq, time: new Date(clock()).toISOString(), ...event })}\n`);
    emit(event);
  };
  return { id, folder, resumed: resumable, emit: append };
}

/** Cuts a torn last line off, so that the next event starts on a line of its own. */
function closeTornLine(path: string): void {
  if (!existsSync(path)) return;
  const text = readFileSync(path, 'utf8');
  if (text === '' || text.endsWith('\n')) return;
  writeFileSync(path, text.slice(0, text.lastIndexOf('\n') + 1));
}

function utcStamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
