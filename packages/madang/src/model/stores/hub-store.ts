// The hub's cache as a store. A revision is freed without touching what its neighbours share: refs first, then the
// snapshot with its config first, so that a kill leaves nothing that looks whole; blobs last, and only those that no
// other snapshot links to.
import { readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { modelError } from '../errors.ts';
import { commitPattern, isComplete, lockRepository } from '../sources/hub-cache.ts';
import { readHubSettings } from '../sources/hub-settings.ts';
import type { BaseStore, KeptBase } from './base-store.ts';
import { existing, sizeOf } from './places.ts';

const cacheOf = (environment: NodeJS.ProcessEnv) => readHubSettings(environment).cacheFolder;

export const hubStore: BaseStore = {
  name: 'hub',
  roots: (environment) => existing([cacheOf(environment)]),
  list: async (environment) => {
    const [cache] = hubStore.roots(environment);
    const names = cache === undefined ? [] : await readdir(cache);
    const folders = names.filter((name) => /^models--[\w.-]+$/.test(name)).sort();
    return (await Promise.all(folders.map((name) => revisionsOf(join(cache ?? '', name))))).flat();
  },
  remove: removeRevision,
};

async function revisionsOf(folder: string): Promise<KeptBase[]> {
  const repository = basename(folder)
    .replace(/^models--/, '')
    .replace('--', '/');
  const refs = await readRefs(join(folder, 'refs'));
  const commits = await readdir(join(folder, 'snapshots')).catch(() => []);
  return Promise.all(
    commits
      .filter((commit) => commitPattern.test(commit))
      .map(async (commit) => {
        const path = join(folder, 'snapshots', commit);
        return {
          ref: `${repository}@${commit}`,
          otherRefs: refs.filter((ref) => ref.commit === commit).map(({ name }) => refNameOf(repository, name)),
          store: 'hub' as const,
          path,
          sizeBytes: await sizeOf(await blobsOf(path)),
          isUsable: await isComplete(path).catch(() => false),
        };
      }),
  );
}

function refNameOf(repository: string, name: string): string {
  return name === 'main' ? repository : `${repository}@${name}`;
}

async function readRefs(folder: string): Promise<{ name: string; commit: string }[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) =>
    entry.isFile(),
  );
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { name: relative(folder, path).replaceAll(sep, '/'), commit: (await readFile(path, 'utf8')).trim() };
    }),
  );
}

/** The files behind a snapshot's links, each once. */
async function blobsOf(snapshot: string): Promise<string[]> {
  const entries = await readdir(snapshot, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
  const real = await Promise.all(paths.map((path) => realpath(path).catch(() => undefined)));
  return [...new Set(real.filter((path) => path !== undefined))];
}

async function removeRevision(base: KeptBase, environment: NodeJS.ProcessEnv): Promise<number> {
  const cache = cacheOf(environment);
  const snapshot = base.path;
  const folder = dirname(dirname(snapshot));
  const commit = basename(snapshot);
  const [repository = ''] = base.ref.split('@');
  using lock = await lockRepository(cache, repository);
  if (!lock) throw modelError('conflict', 'base-in-use', { ref: base.ref, user: 'another process of Madang' });

  const inside = `${await realpath(join(folder, 'blobs')).catch(() => folder)}${sep}`;
  const blobs = await blobsOf(snapshot);
  for (const ref of await readRefs(join(folder, 'refs'))) {
    if (ref.commit === commit) await rm(join(folder, 'refs', ref.name));
  }
  await rm(join(snapshot, 'config.json'), { force: true });
  await rm(snapshot, { recursive: true });

  const others = await readdir(join(folder, 'snapshots'));
  const kept = new Set((await Promise.all(others.map((other) => blobsOf(join(folder, 'snapshots', other))))).flat());
  // a link may lead anywhere: only what lies among this repository's own blobs is freed
  const freed = blobs.filter((blob) => blob.startsWith(inside) && !kept.has(blob));
  const freedBytes = await sizeOf(freed);
  for (const blob of freed) await rm(blob);
  if (others.length === 0) await rm(folder, { recursive: true });
  return freedBytes;
}

/** Bytes of downloads that were begun and not finished, of Madang and of the hub's Python tools. */
export async function incompleteBytes(environment: NodeJS.ProcessEnv): Promise<number> {
  const [cache] = hubStore.roots(environment);
  if (cache === undefined) return 0;
  const entries = await readdir(cache, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter(({ name }) => name.endsWith('.incomplete'))
    .map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      ),
    ),
  );
  return found.reduce((sum, bytes) => sum + bytes, 0);
}
