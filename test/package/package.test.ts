// The published package: staged, packed, installed into an empty folder and run there. Optional packages (llama.cpp's
// binaries, the N-API ones of koffi) are left out: nothing that is run here needs them.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportGguf } from '../../packages/madang/src/model/export-gguf.ts';
import { tinyModel } from '../../packages/madang/src/model/tiny-model.fixture.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'madang-package-'));
const staged = join(work, 'staged');
const installed = join(work, 'installed');
const packageFolder = join(installed, 'node_modules/madang');

beforeAll(async () => {
  await run(process.execPath, [join(root, 'packages/madang/scripts/stage.ts'), staged]);
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', work], { cwd: staged });
  const tarball = join(work, String(Object.values(JSON.parse(stdout) as object)[0]?.filename));
  await run('mkdir', ['-p', installed]);
  writeFileSync(join(installed, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--omit=optional', '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...flags, tarball], { cwd: installed });
}, 300_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

const madang = async (...args: string[]) => {
  const environment = { PATH: process.env.PATH ?? '', HOME: work, LANG: 'en_US.UTF-8' };
  const { stdout } = await run(process.execPath, [join(packageFolder, 'dist/cli/main.js'), ...args], {
    cwd: installed,
    env: environment,
  });
  return stdout;
};

describe('the package', () => {
  test('holds what it runs from and no tests', () => {
    const names = readdirSync(packageFolder, { recursive: true, encoding: 'utf8' });
    expect(names).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'assets', join('dist', 'index.d.ts')]));
    expect(names.filter((name) => /\.(test|cases|fixture)\./.test(name))).toEqual([]);
    expect(names.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
    expect(readdirSync(join(installed, 'node_modules/.bin'))).toContain('madang');
  });

  test('no sentence of its code names a TypeScript source to load', () => {
    const scripts = readdirSync(join(packageFolder, 'dist'), { recursive: true, encoding: 'utf8' });
    const naming = scripts.filter(
      (name) =>
        name.endsWith('.js') &&
        /(?:new URL|import|fork|spawn|Worker)\([^)\n]*\.ts['"`]/.test(
          readFileSync(join(packageFolder, 'dist', name), 'utf8'),
        ),
    );
    expect(naming).toEqual([]);
  });
});

describe('installed', () => {
  test('says its version, its operations, an operation', async () => {
    expect(await madang('--version')).toBe(
      `${(JSON.parse(readFileSync(join(root, 'packages/madang/package.json'), 'utf8')) as { version: string }).version}\n`,
    );
    expect(await madang('help')).toContain('madang graft my-texts');
    expect(await madang('help', 'graft')).toContain('pipelines/graft.operation.ts');
  });

  test('speaks Korean where a message file is loaded by name', async () => {
    const failed = await madang('attach', 'nowhere', '--locale', 'ko').catch(
      (error: { stderr: string }) => error.stderr,
    );
    expect(failed).toContain('nowhere 에는 실행이 없습니다.');
  });

  test('inspects and scores a model with its native libraries', async () => {
    const gguf = join(work, 'tiny.gguf');
    const text = join(work, 'text.txt');
    await exportGguf(gguf, { ...tinyModel(), type: 'F32' });
    writeFileSync(text, 'hello wörld, 한글\n');
    expect(await madang('inspect', gguf)).toContain('llama');
    const scored = JSON.parse((await madang('score', gguf, text, '--json')).trimEnd().split('\n').at(-1) ?? '{}');
    expect(scored).toMatchObject({ type: 'result', v: 1, operation: 'score', bytes: 21, precision: 'float32' });
    expect(scored.bitsPerByte).toBeGreaterThan(0);
  });

  test('loads as a library', async () => {
    const script = "import { operations } from 'madang'; console.log((await operations[0].load()).name)";
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: installed });
    expect(stdout.trim()).not.toBe('');
  });

  test('its types are understood', async () => {
    writeFileSync(
      join(installed, 'use.ts'),
      "import { type OperationLine, operations } from 'madang';\nexport const first: OperationLine | undefined = operations[0];\n",
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', '--types', '', 'use.ts'];
    await run(process.execPath, [tsc, ...flags], { cwd: installed });
  });
});
