// Gets OpenVINO's C library out of its Python wheel (Apache-2.0, 59 MB): the pinned file is fetched, its libraries are
// unpacked beside the cache folder's `engines/openvino-<version>` and renamed into it. No Python runs it afterwards.
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MadangError } from '../kernel/errors.ts';
import { cacheHome } from '../kernel/homes.ts';
import type { RunProcess } from '../model/sources/outside.ts';
import { openPartialFolder } from '../model/sources/partial-folder.ts';
import { fetchWheel } from '../model/sources/python-wheel.ts';
import { listZipEntries, openZipEntry } from '../model/sources/zip-read.ts';

const version = '2026.4.1';

interface PinnedWheel {
  readonly platformTag: string;
  readonly sha256: string;
  readonly library: string;
}

/** Wheels by Node's platform-arch. Others have no pinned wheel: the onnxruntime engine serves them. */
const wheels: Readonly<Record<string, PinnedWheel>> = {
  'linux-x64': {
    platformTag: 'manylinux_2_28_x86_64',
    sha256: '2d22b1da03f7caf74df30e9f6417d0ab2f637e4a38e08e1dcd294d2c37407aaf',
    library: 'libopenvino_c.so.2641',
  },
  'darwin-arm64': {
    platformTag: 'macosx_11_0_arm64',
    sha256: 'd3740853691ae4a9003bc3417a4625d848e2cc3251af4b815c59199b38be252a',
    library: 'libopenvino_c.2641.dylib',
  },
  'win32-x64': {
    platformTag: 'win_amd64',
    sha256: 'bfddae6d6d3ad240157b946f180c33d0ddfaaae7487995d929a4e6b4bc12b283',
    library: 'openvino_c.dll',
  },
};

export function openvinoFolder(): string {
  return join(cacheHome(), 'engines', `openvino-${version}`);
}

/** Path of the C library where it has been fetched, else undefined. */
export function findOpenvino(): string | undefined {
  const wheel = wheelOfThisMachine();
  return wheel && existsSync(libraryPath(wheel)) ? libraryPath(wheel) : undefined;
}

function libraryPath({ library }: PinnedWheel): string {
  return join(openvinoFolder(), 'openvino', 'libs', library);
}

function wheelOfThisMachine(): PinnedWheel | undefined {
  return wheels[`${process.platform}-${process.arch}`];
}

/** Fetches and unpacks it; gives the library's path, or the reason why it cannot be had. */
export async function fetchOpenvino(
  runProcess: RunProcess,
  wheel = wheelOfThisMachine(),
): Promise<{ path: string } | { reason: string }> {
  if (!wheel) return { reason: `no pinned OpenVINO wheel for ${process.platform}-${process.arch}` };
  await using partial = await openPartialFolder(dirname(openvinoFolder()));
  const unpacked = join(partial.path, 'unpacked');
  try {
    const pinned = { package: 'openvino', version, pythonVersion: '3.11', ...wheel };
    const file = await fetchWheel(pinned, partial.path, runProcess, new AbortController().signal);
    await unpackLibraries(file, unpacked);
  } catch (error) {
    if (error instanceof MadangError) return { reason: error.found };
    throw error;
  }
  const path = libraryPath(wheel);
  if (!existsSync(path)) {
    await rm(openvinoFolder(), { recursive: true, force: true });
    await rename(unpacked, openvinoFolder());
  }
  return { path };
}

async function unpackLibraries(wheel: string, into: string): Promise<void> {
  await mkdir(join(into, 'openvino', 'libs'), { recursive: true });
  for (const entry of await listZipEntries(wheel)) {
    if (!/^openvino\/libs\/[^/]+$/.test(entry.name)) continue;
    const bytes = await openZipEntry(wheel, entry);
    if (bytes) await pipeline(bytes, createWriteStream(join(into, entry.name)));
  }
}
