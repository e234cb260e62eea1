// A place to graft in: a tiny base, Korean-looking texts, a home and a cache of its own, and the real command line.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { exportHuggingFace } from '../../packages/madang/src/model/export-hugging-face.ts';
import { tinyConfig, tinyModel } from '../../packages/madang/src/model/tiny-model.fixture.ts';

const main = join(import.meta.dirname, '../../packages/madang/src/cli/main.ts');
const limitMs = 120_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** The `--json` lines. */
  readonly events: readonly Event[];
  /** The last of them: a result or an error. */
  readonly last: Event;
  readonly seconds: number;
}
// biome-ignore lint/suspicious/noExplicitAny: whatever a line holds; the tests say what they expect
export type Event = Record<string, any>;

export interface Started {
  readonly pid: number;
  /** Lines so far. */
  readonly events: readonly Event[];
  readonly ended: Promise<Ended>;
}

export interface Workplace extends Disposable {
  readonly folder: string;
  /** A Hugging Face folder. */
  readonly base: string;
  readonly texts: string;
  readonly environment: Record<string, string>;
  start(words: readonly string[], environment?: Record<string, string>): Started;
  madang(words: readonly string[], environment?: Record<string, string>): Promise<Ended>;
}

export interface WorkplaceOptions {
  /** A chat base answers prompts once, which takes some seconds. */
  readonly isChatBase?: boolean;
  readonly files?: number;
}

export async function makeWorkplace({ isChatBase = false, files = 24 }: WorkplaceOptions = {}): Promise<Workplace> {
  const folder = mkdtempSync(join(tmpdir(), 'madang-e2e-'));
  const [base, texts] = [join(folder, 'base'), join(folder, 'texts')];
  const model = tinyModel({ ...tinyConfig, contextLength: 2048 });
  await exportHuggingFace(base, {
    ...model,
    chatTemplate: isChatBase ? model.chatTemplate : undefined,
    type: 'F32',
  });
  mkdirSync(texts);
  for (let file = 0; file < files; file++) {
    writeFileSync(join(texts, `text-${String(file).padStart(2, '0')}.txt`), koreanText(file));
  }
  for (const name of ['home', 'tmp']) mkdirSync(join(folder, name));
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    MADANG_HOME: join(folder, 'cache'),
    LANG: 'en_US.UTF-8',
    // nothing here may need a hub
    HF_ENDPOINT: 'http://127.0.0.1:9',
  };
  const start: Workplace['start'] = (words, changed = {}) =>
    startMadang([...words, '--json'], folder, { ...environment, ...changed });
  return {
    folder,
    base,
    texts,
    environment,
    start,
    madang: (words, changed) => start(words, changed).ended,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function startMadang(words: readonly string[], cwd: string, env: Record<string, string>): Started {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [main, ...words], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const events: Event[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => events.push(...parseLine(line)));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const seconds = (performance.now() - startedMs) / 1000;
      resolve({ code, signal, stderr, events, last: events.at(-1) ?? {}, seconds });
    });
  });
  return { pid: child.pid ?? 0, events, ended };
}

/** Nothing for the torn last line of a killed process. */
function parseLine(line: string): Event[] {
  try {
    return [JSON.parse(line) as Event];
  } catch {
    return [];
  }
}

const nouns = '마당 사람 바람 나무 하늘 바다 마을 노래 아이 할머니 구름 저녁 아침 겨울 봄비 강물 돌담 길목 장터 등불';
const verbs = '걷는다 부른다 기다린다 바라본다 지나간다 멈춘다 웃는다 돌아온다';

/** Twelve sentences that another seed makes others. */
export function koreanText(seed: number): string {
  let state = seed + 1;
  const pick = (words: string): string => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const list = words.split(' ');
    return list[Math.floor((state / 2 ** 32) * list.length)] ?? '';
  };
  const sentence = () =>
    `${pick(nouns)}에서 ${pick(nouns)}을 ${pick(verbs)}, 그리고 ${pick(nouns)}의 ${pick(nouns)}가 ${pick(verbs)}.`;
  return `${Array.from({ length: 12 }, sentence).join('\n')}\n`;
}

/** Files and folders below, relative and sorted. */
export function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];
}

/** Names that only half-written things carry. */
export function halfWritten(folder: string): string[] {
  return filesIn(folder).filter((path) => /\.partial|\.incomplete|(^|\/)\.(adapter|plan|wheel)-/.test(path));
}

/** `record.json` of the newest artifact of a kind. */
export function newestRecord(graft: string, kind: string): Event {
  const home = join(graft, '.madang/artifacts', kind);
  const records = readdirSync(home)
    .filter((name) => !name.startsWith('.'))
    .map((name) => JSON.parse(readFileSync(join(home, name, 'record.json'), 'utf8')) as Event);
  const newest = records.sort((a, b) => String(a.startedAt).localeCompare(String(b.startedAt))).at(-1);
  if (!newest) throw new Error(`no ${kind} in ${graft}`);
  return newest;
}

/** Steps that ended, with whether they were found done. */
export function stepsOf({ events }: Pick<Ended, 'events'>): Record<string, 'reused' | 'done'> {
  return Object.fromEntries(
    events
      .filter((event) => event.type === 'step-end')
      .map((event) => [String(event.step), event.reused ? ('reused' as const) : ('done' as const)]),
  );
}

/** Trainers that this command started (Linux). */
export function trainersOf(pid: number): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  try {
    const children = readFileSync(path, 'utf8').trim().split(' ').filter(Boolean).map(Number);
    return children.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('trainer.ts'));
  } catch {
    return [];
  }
}

export function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function waitFor<T>(find: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 1500; tries++) {
    const found = find();
    if (found !== undefined) return found;
    await wait(20);
  }
  throw new Error('waited in vain');
}
