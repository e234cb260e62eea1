import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeBeside, writeTextBeside } from './write-beside.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'madang-beside-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a write that fails leaves the old file and nothing beside it', async () => {
  const path = join(folder, 'a.txt');
  await writeTextBeside(path, 'old');
  const failing = writeBeside(path, async (file) => {
    await file.writeFile('half');
    throw new Error('no more');
  });
  await expect(failing).rejects.toThrow('no more');
  expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['a.txt'], 'old']);
});

test('what a killed process left of a file goes with the next write; a living writer keeps its own', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(join(folder, `a.txt.partial-${dead}`), 'half');
  writeFileSync(join(folder, `a.txt.partial-${process.ppid}`), 'under way');
  writeFileSync(join(folder, `b.txt.partial-${dead}`), 'of another file');
  await writeTextBeside(join(folder, 'a.txt'), 'whole');
  expect(readdirSync(folder).sort()).toEqual(
    ['a.txt', `a.txt.partial-${process.ppid}`, `b.txt.partial-${dead}`].sort(),
  );
});
