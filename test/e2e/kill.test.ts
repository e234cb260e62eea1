// kill -9 at random moments of a small graft: of the command, of its trainer, of both. Given again until it is done,
// the graft ends with the bytes of one that nobody disturbed, and nothing half-written is left.
//   MADANG_KILLS=20 npx vitest run test/e2e/kill.test.ts      the long form
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { combineHashes, hashFiles } from '../../packages/madang/src/kernel/hash.ts';
import { randomFrom } from '../../packages/madang/src/kernel/random.ts';
import {
  type Event,
  filesIn,
  halfWritten,
  isAlive,
  makeWorkplace,
  newestRecord,
  type Started,
  trainersOf,
  tryKill,
  type Workplace,
  waitFor,
} from './tiny-graft.fixture.ts';

const kills = Number(process.env.MADANG_KILLS ?? 6);
const killsAGraft = 3;
const seed = Number(process.env.MADANG_KILL_SEED ?? 20261125);
const victims = ['command', 'trainer', 'both'] as const;

let place: Workplace;
let undisturbed: { readonly timeline: readonly Span[]; readonly outcome: Record<string, unknown> };
let hits = 0;

beforeAll(async () => {
  place = await makeWorkplace({ isChatBase: true });
  const { code, stderr, events } = await start('undisturbed').ended;
  expect(code, stderr).toBe(0);
  undisturbed = { timeline: timelineOf(events), outcome: outcomeOf('undisturbed') };
}, 120_000);
afterAll(() => place[Symbol.dispose]());

function start(name: string): Started {
  const text = (role: string) => ['--set', `sourceText.${role}=texts/text-0${role === 'replay' ? 1 : 2}.txt`];
  const recipe = ['rank=4', 'rows=4', 'rowTokens=64', 'checkpointMinutes=0.003'].flatMap((s) => [
    '--set',
    `train.${s}`,
  ]);
  const flags = ['--base', 'base', '--max-tokens', '60000', '--engine', 'onnxruntime', '--allow-failed-gate'];
  return place.start(['graft', 'texts', ...flags, ...recipe, ...text('replay'), ...text('heldOut'), '-o', name]);
}

/** The base's answers are the same for all and take longest: they are given. */
function prepare(name: string): string {
  const answers = '.madang/artifacts/source-material';
  mkdirSync(join(place.folder, name, answers, '..'), { recursive: true });
  cpSync(join(place.folder, 'undisturbed', answers), join(place.folder, name, answers), { recursive: true });
  return join(place.folder, name);
}

function outcomeOf(name: string) {
  const adapter = newestRecord(join(place.folder, name), 'adapter');
  const release = JSON.parse(readFileSync(join(place.folder, name, 'releases/texts/0.1.0/record.json'), 'utf8'));
  const weights = release.files.filter(({ path }: { path: string }) => /\.(gguf|safetensors)$/.test(path));
  return { adapter: adapter.hash, counts: adapter.counts, weights };
}

const moments = randomMoments(kills);
const grafts = Array.from({ length: Math.ceil(kills / killsAGraft) }, (_, index) => {
  const planned = moments.slice(index * killsAGraft, (index + 1) * killsAGraft).sort((a, b) => a.at - b.at);
  const times = planned.map(({ at, victim }) => `${at} (${victim})`).join(', ');
  return { name: `graft-${index + 1}`, times, planned };
});

test.each(grafts)('$name, killed at $times of its time', { timeout: 240_000 }, async ({ name, planned }) => {
  const folder = prepare(name);
  for (const { at, victim } of planned) {
    const started = start(name);
    await Promise.race([reach(at, started), started.ended]);
    hits += (await killAt(started, victim)) ? 1 : 0;
    await expectWhole(folder);
  }
  const { code, stderr, last } = await start(name).ended;
  expect(code, `${stderr}\n${JSON.stringify(last)}`).toBe(0);
  expect(outcomeOf(name)).toEqual(undisturbed.outcome);
  await expectWhole(folder);
  expect(halfWritten(folder)).toEqual([]);
  expect(halfWritten(join(place.folder, 'cache'))).toEqual([]);
  expect(filesIn(folder).filter((path) => /\/checkpoints(\/|$)/.test(path))).toEqual([]);
  expect(readdirSync(join(folder, 'releases/texts')).sort()).toEqual(['0.1.0', '0.1.0-report']);
});

test('the kills met living processes', () => {
  expect(hits).toBeGreaterThanOrEqual(Math.ceil(0.8 * kills));
});

test('a trainer that lost its parent saves its last step, and its successor goes on from there', {
  timeout: 60_000,
}, async () => {
  const started = start('orphaned');
  const trainer = await waitFor(() => trainersOf(started.pid)[0]);
  const run = await waitFor(() => runFolders('orphaned')[0]);
  await waitFor(() => readFileSync(join(run, 'events.jsonl'), 'utf8').includes('"loss"') || undefined);
  process.kill(started.pid, 'SIGKILL');
  await started.ended;
  await waitFor(() => (isAlive(trainer) ? undefined : true));
  const saved = readdirSync(join(run, 'checkpoints')).filter((name) => /^\d+$/.test(name));
  expect(Number(saved.at(-1))).toBeGreaterThan(0);
  const { code, events, stderr } = await start('orphaned').ended;
  expect(code, stderr).toBe(0);
  const resumed = events.find((event) => event.code === 'train/resumed');
  expect(resumed?.values.step).toBe(Number(saved.at(-1)));
  expect(outcomeOf('orphaned')).toEqual(undisturbed.outcome);
});

interface Moment {
  /** Share of the time that an undisturbed graft takes. */
  readonly at: number;
  readonly victim: (typeof victims)[number];
}

function randomMoments(count: number): Moment[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, index) => {
    const at = Math.round(1000 * (0.02 + 0.96 * random())) / 1000;
    return { at, victim: victims[index % victims.length] ?? 'command' };
  });
}

/** A stretch of the undisturbed graft: what follows a step's start, or the start of the process. */
interface Span {
  readonly step: string | undefined;
  readonly ms: number;
}

/** Without the base's answers, which the killed grafts are given. */
function timelineOf(events: readonly Event[]): Span[] {
  const starts = events.filter(({ type }) => type === 'step-start');
  const times = [...starts.slice(1), events.at(-1)].map((event) => Date.parse(event?.time));
  const spans = starts.map(({ step, time }, index) => ({ step, ms: (times[index] ?? 0) - Date.parse(time) }));
  return [{ step: undefined, ms: 500 }, ...spans.filter(({ step }) => step !== 'source-material')];
}

/** Waits until the graft is as far as the undisturbed one was at this share of its time. */
async function reach(share: number, started: Started): Promise<void> {
  const { timeline } = undisturbed;
  let left = share * timeline.reduce((sum, { ms }) => sum + ms, 0);
  for (const { step, ms } of timeline) {
    if (left > ms) {
      left -= ms;
      continue;
    }
    if (step !== undefined) {
      await waitFor(() => started.events.find((event) => event.type === 'step-start' && event.step === step));
    }
    // a little early: what goes on from a checkpoint is done sooner
    await wait(0.8 * left);
    return;
  }
}

/** False where the graft was done before. */
async function killAt(started: Started, victim: Moment['victim']): Promise<boolean> {
  if (!isAlive(started.pid)) return false;
  const trainers = trainersOf(started.pid);
  const isTrainerOnly = victim === 'trainer' && trainers.length > 0;
  if (victim !== 'command') for (const pid of trainers) tryKill(pid);
  if (!isTrainerOnly) tryKill(started.pid);
  const ended = await started.ended;
  if (!isTrainerOnly) return ended.signal === 'SIGKILL';
  // unless it was done already
  if (ended.code === 0) return false;
  expect(ended.code).toBe(7);
  expect(ended.last).toMatchObject({
    type: 'error',
    code: 'train/trainer-killed',
    next: expect.stringContaining('again'),
  });
  return true;
}

/** Every artifact and release that has its name is all there, byte by byte. */
async function expectWhole(graft: string): Promise<void> {
  const artifacts = join(graft, '.madang/artifacts');
  const folders = existsSync(artifacts)
    ? readdirSync(artifacts).flatMap((kind) =>
        readdirSync(join(artifacts, kind)).map((name) => join(artifacts, kind, name)),
      )
    : [];
  const releases = join(graft, 'releases/texts');
  if (existsSync(releases)) folders.push(...readdirSync(releases).map((version) => join(releases, version)));
  for (const folder of folders.filter((path) => !/\/\.partial-[^/]*$|-report$/.test(path))) {
    const { hash } = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8'));
    expect(combineHashes(await hashFiles(folder)), folder).toBe(hash);
  }
}

function runFolders(name: string): string[] {
  const runs = join(place.folder, name, '.madang/runs');
  return existsSync(runs) ? readdirSync(runs).map((run) => join(runs, run)) : [];
}
