// The hub's own cache layout, which its Python tools share: `models--<org>--<name>/` with `blobs/<etag>`,
// `snapshots/<commit>/<path>` as links to them, and `refs/<revision>` that hold a commit. One writer of ours a repository.
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { takeLock } from '../../kernel/lock.ts';
import { indexFileName, singleFileName } from '../formats/safetensors-shards.ts';
import { writeTextBeside } from '../formats/write-beside.ts';
import type { HubReference } from './hub-settings.ts';

export const commitPattern = /^[0-9a-f]{40}$/;

export function repositoryFolder(cacheFolder: string, repository: string): string {
  return join(cacheFolder, `models--${repository.replace('/', '--')}`);
}

/** The snapshot of a revision that is complete in the cache, without asking the network. */
export async function findSnapshot({ repository, revision }: HubReference, cacheFolder: string) {
  const folder = repositoryFolder(cacheFolder, repository);
  const ref = await readFile(join(folder, 'refs', revision), 'utf8').catch(() => undefined);
  const commit = commitPattern.test(revision) ? revision : ref?.trim();
  if (commit === undefined || !commitPattern.test(commit)) return undefined;
  const snapshot = join(folder, 'snapshots', commit);
  return (await isComplete(snapshot)) ? { path: snapshot, commit } : undefined;
}

export async function writeRef(folder: string, revision: string, commit: string): Promise<void> {
  const ref = join(folder, 'refs', revision);
  await mkdir(dirname(ref), { recursive: true });
  await writeTextBeside(ref, commit);
}

/** Undefined where another process of Madang downloads or removes this repository. */
export async function lockRepository(cacheFolder: string, repository: string): Promise<Disposable | undefined> {
  const folder = join(cacheFolder, '.locks', `models--${repository.replace('/', '--')}`);
  await mkdir(folder, { recursive: true });
  return takeLock(join(folder, 'madang.sqlite'));
}

export async function isComplete(snapshot: string): Promise<boolean> {
  if (!['config.json', 'tokenizer.json'].every((name) => existsSync(join(snapshot, name)))) return false;
  const index = await readFile(join(snapshot, indexFileName), 'utf8').catch(() => undefined);
  if (index === undefined) return existsSync(join(snapshot, singleFileName));
  const shards = Object.values((JSON.parse(index) as { weight_map: Record<string, string> }).weight_map);
  return shards.every((name) => existsSync(join(snapshot, name)));
}
