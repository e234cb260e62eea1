// The command as a person runs it: spawned, with its streams and exit code read.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const main = join(import.meta.dirname, 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'madang-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function node(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const env = { PATH: process.env.PATH ?? '', HOME: folder, LANG: 'en_US.UTF-8', ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd: folder, env, timeout: 20_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}
const madang = (args: readonly string[], environment = {}) => node([main, ...args], environment);

/** A command line with one more operation, `try`, that does `body`. */
function scriptFor(body: string): string {
  const script = join(folder, `try-${Math.random().toString(36).slice(2)}.ts`);
  writeFileSync(
    script,
    `import { operations } from ${JSON.stringify(join(import.meta.dirname, '../operations.ts'))};
     import { start } from ${JSON.stringify(join(import.meta.dirname, 'start.ts'))};
     const { z } = await import(${JSON.stringify(import.meta.resolve('zod'))});
     const operation = { name: 'try', summary: '', input: z.object({}), positional: [], example: '', ${body} };
     operations.push({ name: 'try', summary: { en: '', ko: '' }, domain: 'cli', source: '', load: async () => operation });
     await start(['try', ...process.argv.slice(2)]);`,
  );
  return script;
}
const operationThat = (body: string, args: readonly string[] = [], environment = {}) =>
  node([scriptFor(body), ...args], environment);
const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('without an operation', () => {
  test('one runnable example and every operation', async () => {
    const { code, stdout, stderr } = await madang([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  madang graft my-texts');
    expect(stdout).toContain('    doctor');
  });

  test('speaks Korean by LANG and by --locale', async () => {
    expect((await madang([], { LANG: 'ko_KR.UTF-8' })).stdout).toContain('여기서 시작');
    expect((await madang(['help', 'doctor', '--locale', 'ko'])).stdout).toContain('사용법: madang doctor');
  });

  test('says its version', async () => {
    expect((await madang(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([[[]], [['--version']], [['help', 'runs']], [['doctor', '--help']]])(
    'loads no native library for %j',
    async (args) => {
      const atExit =
        'process.on("exit",()=>console.log(process.report.getReport().sharedObjects.filter((p)=>p.endsWith(".node")).length+" native"))';
      const { stdout } = await node(['--import', `data:text/javascript,${encodeURIComponent(atExit)}`, main, ...args]);
      expect(stdout.trimEnd().split('\n').at(-1)).toBe('0 native');
    },
  );
});

test('loading every operation loads no native library', async () => {
  const script = join(folder, 'load-all.ts');
  writeFileSync(
    script,
    `import { operations } from ${JSON.stringify(join(import.meta.dirname, '../operations.ts'))};
     for (const line of operations) await line.load();
     console.log(operations.length > 0, process.report.getReport().sharedObjects.filter((path) => path.endsWith('.node')));`,
  );
  expect((await node([script])).stdout).toBe('true []\n');
});

describe('errors', () => {
  test.each([
    [['grfat'], 2, 'is not an operation'],
    [['doctor', '--jsn'], 2, 'Did you mean --json?'],
    [['doctor', 'word'], 2, 'one word too many'],
    [['--locale', 'xx'], 2, 'no language "xx"'],
    [['attach', 'nowhere'], 4, 'no run in nowhere'],
    [['stop', 'nowhere'], 4, 'under way'],
  ])('%j ends with %i and three lines on standard error', async (args, exitCode, text) => {
    const { code, stdout, stderr } = await madang(args);
    expect(code).toBe(exitCode);
    expect(stdout).toBe('');
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(0, 10)),
    ).toEqual(['Found:    ', 'Expected: ', 'Next:     ']);
    expect(stderr).toContain(text);
  });

  test('in Korean, from the domain that threw', async () => {
    const { stderr } = await madang(['attach', 'nowhere', '--locale', 'ko']);
    expect(stderr).toMatch(/^문제: {5}nowhere 에는 실행이 없습니다\.\n기대: {5}.*\n다음: {5}.*\n$/);
  });

  test('with --json as the last line on standard output, in the chosen language', async () => {
    const { code, stdout, stderr } = await madang(['attach', 'nowhere', '--json', '--locale', 'ko']);
    expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
    expect(jsonLines(stdout)).toMatchObject([
      { type: 'error', v: 1, kind: 'missing', code: 'pipelines/no-run', found: 'nowhere 에는 실행이 없습니다.' },
    ]);
  });

  test('an unexpected failure keeps its stack for --debug', async () => {
    const body = 'run: async () => { throw new TypeError("boom") }';
    const quiet = await operationThat(body);
    expect(quiet.code).toBe(1);
    expect(quiet.stderr).toContain('boom');
    expect(quiet.stderr.trimEnd().split('\n')).toHaveLength(3);
    expect((await operationThat(body, ['--debug'])).stderr).toContain('at ');
    expect((await operationThat(body, [], { MADANG_DEBUG: '1' })).stderr).toContain('at ');
  });

  test('a failure outside the operation is told too', async () => {
    const body = 'run: () => new Promise(() => setTimeout(() => { throw new Error("late") }, 5))';
    const { code, stderr } = await operationThat(body);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Found: .*late/);
  });
});

describe('results', () => {
  const graft = `outcomeOf: (value) => value.gate === 'fail' ? 'gate' : undefined,
    run: async (_, effects) => {
      effects.emit({ type: 'step-start', step: 'train' });
      effects.emit({ type: 'notice', code: 'cli/stopping', values: {}, text: 'x' });
      effects.emit({ type: 'result', operation: 'graft', value: { told: 'twice' } });
      effects.emit({ type: 'step-end', step: 'train', seconds: 2, reused: false });
      return { engine: 'onnxruntime', gate: 'fail', elapsedSeconds: 3 };
    }`;

  test('--json: every event in order, the result last and once, its fields at the top', async () => {
    const { code, stdout, stderr } = await operationThat(graft, ['--json', '--locale', 'ko']);
    const lines = jsonLines(stdout);
    expect(stderr).toBe('');
    expect(lines.map((line) => line.type)).toEqual(['step-start', 'notice', 'step-end', 'result']);
    expect(lines.map((line) => line.seq)).toEqual([1, 2, 3, 4]);
    expect(lines.every((line) => line.v === 1 && !Number.isNaN(Date.parse(String(line.time))))).toBe(true);
    expect(lines[1]?.text).toContain('다음 안전한 자리');
    expect(lines.at(-1)).toMatchObject({ operation: 'try', engine: 'onnxruntime', gate: 'fail', elapsedSeconds: 3 });
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\{"type":"result","v":1,/);
    expect(code).toBe(10);
  });

  test('progress on standard error, the result on standard output', async () => {
    const { stdout, stderr } = await operationThat(graft);
    expect(stdout).toBe('engine: onnxruntime\ngate: fail\nelapsed seconds: 3.0 s\n');
    expect(stderr).toBe('train: started\nx\ntrain: done in 2.0 s\n');
    expect((await operationThat(graft, ['--quiet'])).stderr).toBe('');
  });

  test("an operation's own closing lines", async () => {
    const body = 'renderResult: (value, locale) => [locale + " " + value.a], run: async () => ({ a: 1 })';
    expect((await operationThat(body, ['--locale', 'ko'])).stdout).toBe('ko 1\n');
    expect(jsonLines((await operationThat(body, ['--json'])).stdout)).toMatchObject([{ type: 'result', a: 1 }]);
    const partly = `${body}, resultFields: ({ a }) => ({ b: a })`;
    expect(jsonLines((await operationThat(partly, ['--json'])).stdout)[0]).not.toHaveProperty('a');
  });

  test('a reader that stops early is no failure', async () => {
    const child = spawn('sh', ['-c', `"${process.execPath}" "${main}" | head -n 1; exit 0`], { cwd: folder });
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += String(data);
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
  });
});

describe('signals', () => {
  const patient = `run: (_, effects) => new Promise((resolve, reject) => {
      const alive = setInterval(() => {}, 1000);
      effects.emit({ type: 'step-start', step: 'ready' });
      if (process.argv.includes('--quiet')) return;
      effects.signal.addEventListener('abort', () => { clearInterval(alive); reject(effects.signal.reason); });
    })`;

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends at a safe point with 130', async (signal) => {
    const { code, stdout } = await signalled(patient, ['--json'], [signal]);
    expect(code).toBe(130);
    expect(jsonLines(stdout).map((line) => line.type)).toEqual(['step-start', 'notice', 'error']);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ code: 'kernel/interrupted', kind: 'interrupted' });
  });

  test('the second one ends at once', async () => {
    const { code } = await signalled(patient, ['--json', '--quiet'], ['SIGINT', 'SIGINT']);
    expect(code).toBe(130);
  });
});

async function signalled(body: string, args: readonly string[], signals: readonly NodeJS.Signals[]): Promise<Ended> {
  const env = { PATH: process.env.PATH ?? '', HOME: folder, LANG: 'en_US.UTF-8' };
  const child = spawn(process.execPath, [scriptFor(body), ...args], { cwd: folder, env });
  let stdout = '';
  let stderr = '';
  const waiting = [...signals];
  child.stdout.on('data', (data) => {
    stdout += String(data);
    const next = waiting.shift();
    if (next) child.kill(next);
  });
  child.stderr.on('data', (data) => {
    stderr += String(data);
  });
  const code = await new Promise<number>((resolve) => child.on('close', (exitCode) => resolve(exitCode ?? -1)));
  return { code, stdout, stderr };
}
