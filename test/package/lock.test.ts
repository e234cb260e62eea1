// The lock: what `npm ci` installs. No download addresses, a hash for every package, and none of llama.cpp's GPU
// binaries (610 MB): contributing/decisions/0004-node-llama-cpp.md says how to add them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const text = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8');
const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, LockedPackage>> };
const installed = Object.entries(packages).filter(([path]) => path.startsWith('node_modules/'));

test('names no download address', () => {
  expect(installed.length).toBeGreaterThan(100);
  expect(installed.filter(([, it]) => it.resolved?.includes('://')).map(([path]) => path)).toEqual([]);
});

test('has a hash for every package', () => {
  expect(installed.filter(([, it]) => !it.link && !it.integrity).map(([path]) => path)).toEqual([]);
});

test('leaves the GPU binaries of llama.cpp to those who want them', () => {
  const llama = installed.map(([path]) => path).filter((path) => path.startsWith('node_modules/@node-llama-cpp/'));
  expect(llama).toContain('node_modules/@node-llama-cpp/linux-x64');
  expect(llama.filter((path) => /cuda|vulkan|armv7l/.test(path))).toEqual([]);
});
