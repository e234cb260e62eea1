// Runs followed and stopped for real: another Madang process works in a graft folder meanwhile.
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MadangEvent } from '../kernel/events.ts';
import { openRun } from '../kernel/run.ts';
import { openStore } from '../kernel/store.ts';
import { attach } from './attach.operation.ts';
import { findRuns, isMadangProcess } from './find-runs.ts';
import { runs } from './runs.operation.ts';
import { stop } from './stop.operation.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'madang-runs-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function effectsWith(signal = new AbortController().signal) {
  const events: MadangEvent[] = [];
  return { events, emit: (event: MadangEvent) => events.push(event), signal, store: openStore, clock: Date.now };
}

/** A run whose process id is `pid`, with these events. */
function makeRun(name: string, pid: number, events: readonly MadangEvent[]): string {
  const run = openRun(folder, { name }, () => undefined, Date.now);
  for (const event of events) run.emit(event);
  writeFileSync(join(run.folder, 'pid'), `${pid}\n`);
  return run.folder;
}

/** A process whose command line is Madang's, doing `body`. */
async function madangProcess(body: string): Promise<number> {
  mkdirSync(join(folder, 'cli'), { recursive: true });
  const script = join(folder, 'cli', 'main.ts');
  writeFileSync(script, `${body}; console.log('up'); setInterval(() => {}, 1000);`);
  const child = spawn(process.execPath, [script]);
  children.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child.pid ?? 0;
}

const start: MadangEvent = { type: 'step-start', step: 'train' };
const done: MadangEvent = { type: 'result', operation: 'graft', value: { gate: 'pass' } };
const failure: MadangEvent = {
  type: 'error',
  kind: 'input',
  code: 'intake/empty-folder',
  values: { path: 'x' },
  found: 'F',
  expected: 'E',
  next: 'N',
};
const nobody = 2 ** 22 + 1;

describe('what became of a run', () => {
  test('finished, failed, interrupted, running', async () => {
    makeRun('a', nobody, [start, done]);
    makeRun('b', nobody, [start, failure]);
    makeRun('c', nobody, [start]);
    makeRun('d', await madangProcess(''), [start]);
    const states = findRuns(folder).map(({ state, step }) => `${state} ${step}`);
    expect(states.sort()).toEqual(['failed train', 'finished train', 'interrupted train', 'running train']);
  });

  test('a living process that is not Madang does not count', () => {
    makeRun('a', process.ppid, [start]);
    expect(isMadangProcess(process.ppid)).toBe(false);
    expect(findRuns(folder)[0]?.state).toBe('interrupted');
  });

  test('graft folders inside the folder are found, and the list is said in both languages', async () => {
    makeRun('a', nobody, [start, done]);
    const inParent = await runs.run({ folder: join(folder, '..') }, effectsWith());
    expect(inParent.runs.some((run) => run.folder.startsWith(folder))).toBe(true);
    const own = await runs.run({ folder }, effectsWith());
    expect((await runs.renderResult?.(own, 'en'))?.[0]).toContain('finished');
    expect((await runs.renderResult?.(own, 'ko'))?.[0]).toContain('끝남');
  });
});

describe('attach', () => {
  test('follows lines as they are written, a torn one included, to the result', async () => {
    const run = makeRun('a', await madangProcess(''), [
      start,
      { type: 'metric', name: 'loss', value: 3, unit: 'nats' },
    ]);
    const effects = effectsWith();
    const following = attach.run({ folder }, effects);
    await wait(100);
    const line = (seq: number, event: MadangEvent) =>
      `${JSON.stringify({ v: 1, seq, time: new Date().toISOString(), ...event })}\n`;
    const torn = line(3, { type: 'step-progress', step: 'train', done: 1, unit: '단계' });
    const bytes = Buffer.from(torn);
    appendFileSync(join(run, 'events.jsonl'), bytes.subarray(0, bytes.length - 6));
    await wait(400);
    expect(effects.events.map((event) => event.type)).toEqual(['step-start']);
    appendFileSync(join(run, 'events.jsonl'), bytes.subarray(bytes.length - 6));
    appendFileSync(join(run, 'events.jsonl'), line(4, done));
    expect(await following).toMatchObject({ state: 'finished', gate: 'pass' });
    expect(effects.events.map((event) => event.type)).toEqual(['step-start', 'step-progress', 'result']);
  });

  test("gives a failed run's own error, and a dead one's by name", async () => {
    makeRun('a', nobody, [start, failure]);
    await expect(attach.run({ folder }, effectsWith())).rejects.toMatchObject({
      code: 'intake/empty-folder',
      kind: 'input',
      found: 'F',
    });
    rmSync(join(folder, '.madang'), { recursive: true });
    makeRun('b', nobody, [start]);
    await expect(attach.run({ folder }, effectsWith())).rejects.toMatchObject({ code: 'pipelines/run-died' });
  });

  test('leaves the run alone on Ctrl-C', async () => {
    makeRun('a', await madangProcess(''), [start]);
    const aborter = new AbortController();
    const following = attach.run({ folder }, effectsWith(aborter.signal));
    setTimeout(() => aborter.abort(), 50);
    expect(await following).toMatchObject({ state: 'running' });
    expect(findRuns(folder)[0]?.state).toBe('running');
  });
});

describe('stop', () => {
  test('ends the process and waits until it is gone', async () => {
    const pid = await madangProcess("process.on('SIGTERM', () => setTimeout(() => process.exit(0), 300))");
    makeRun('a', pid, [start]);
    expect(await stop.run({ folder, waitSeconds: 10 }, effectsWith())).toMatchObject({ stopped: true });
    expect(isMadangProcess(pid)).toBe(false);
  });

  test('says so when the process goes on', async () => {
    const pid = await madangProcess("process.on('SIGTERM', () => {})");
    makeRun('a', pid, [start]);
    await expect(stop.run({ folder, waitSeconds: 0.3 }, effectsWith())).rejects.toMatchObject({
      code: 'pipelines/still-running',
      values: { pid },
    });
  });

  test('never signals a process that is not Madang', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    children.push(other);
    makeRun('a', other.pid ?? 0, [start]);
    await expect(stop.run({ folder, waitSeconds: 1 }, effectsWith())).rejects.toMatchObject({
      code: 'pipelines/not-running',
    });
    expect(other.exitCode).toBeNull();
  });
});
