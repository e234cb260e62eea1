import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { hashBytes } from '../kernel/hash.ts';
import type { RunProcess } from '../model/sources/outside.ts';
import { pipGiving, zipOf } from '../model/sources/wheel.fixture.ts';
import { fetchOpenvino, openvinoFolder } from './fetch-openvino.ts';

const root = mkdtempSync(join(tmpdir(), 'madang-openvino-'));
afterAll(() => rmSync(root, { recursive: true }));

let engines = '';
beforeEach(() => {
  const home = mkdtempSync(join(root, 'home-'));
  vi.stubEnv('MADANG_HOME', home);
  engines = join(home, 'engines');
});

const library = 'libopenvino_c.so';
const bytes = zipOf([
  { name: 'openvino/__init__.py', bytes: Buffer.from('import os'), deflate: true },
  { name: `openvino/libs/${library}`, bytes: Buffer.alloc(300_000, 'code'), deflate: true },
  { name: 'openvino/libs/plugins.xml', bytes: Buffer.from('<ie/>'), deflate: false },
]);
const wheel = { platformTag: 'some_platform', sha256: hashBytes(bytes), library };

test('only the libraries are kept, in a folder of the version', async () => {
  const asked: string[] = [];
  const pip: RunProcess = (command, parameters, signal) => {
    asked.push(...parameters);
    return pipGiving(bytes)(command, parameters, signal);
  };
  expect(await fetchOpenvino(pip, wheel)).toEqual({ path: join(openvinoFolder(), 'openvino', 'libs', library) });
  expect(readdirSync(openvinoFolder(), { recursive: true }).toSorted()).toEqual([
    'openvino',
    'openvino/libs',
    `openvino/libs/${library}`,
    'openvino/libs/plugins.xml',
  ]);
  expect(readFileSync(join(openvinoFolder(), 'openvino', 'libs', library), 'utf8')).toBe('code'.repeat(75_000));
  expect(asked).toEqual(expect.arrayContaining(['--platform', 'some_platform', '--python-version', '3.11']));
  expect(readdirSync(engines)).toHaveLength(1);
});

test('another wheel than the pinned one is refused, and nothing is left', async () => {
  const refused = await fetchOpenvino(pipGiving(bytes), { ...wheel, sha256: 'ab'.repeat(32) });
  expect(refused).toEqual({ reason: expect.stringContaining(wheel.sha256) });
  expect(readdirSync(engines)).toEqual([]);
});

test('without Python there is a reason, not an exception', async () => {
  const noPython: RunProcess = async () => ({ exitCode: undefined, output: 'spawn python3 ENOENT' });
  expect(await fetchOpenvino(noPython, wheel)).toEqual({ reason: 'There is no python3 on this machine.' });
});

test('what a killed process left is removed; a living one keeps its own', async () => {
  const { pid: ended } = spawnSync(process.execPath, ['--version']);
  for (const pid of [ended, process.pid]) {
    mkdirSync(join(engines, `.partial-${pid}-abcdef`), { recursive: true });
    writeFileSync(join(engines, `.partial-${pid}-abcdef`, 'half.whl'), '');
  }
  await fetchOpenvino(pipGiving(bytes), wheel);
  expect(readdirSync(engines).filter((name) => name.startsWith('.partial'))).toEqual([
    `.partial-${process.pid}-abcdef`,
  ]);
});
