// What to chat with: a .gguf file, a release folder, or a graft folder, which stands for its newest release.
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { serveError } from './errors.ts';

export interface Servable {
  readonly name: string;
  /** Best first for talking: Q8_0, then F16. */
  readonly ggufPaths: readonly string[];
  /** What "madang base get" knows the base by; a path in it is absolute. Absent for a lone .gguf file. */
  readonly baseRef: string | undefined;
}

const releaseRecordSchema = z.object({
  kind: z.literal('release'),
  startedAt: z.string(),
  facts: z.object({ name: z.string(), version: z.string(), base: z.object({ ref: z.string() }) }),
});

export async function findRelease(path: string): Promise<Servable> {
  if (path.endsWith('.gguf')) {
    if (!existsSync(path)) throw serveError('missing', 'no-release', { path });
    return { name: basename(path, '.gguf'), ggufPaths: [path], baseRef: undefined };
  }
  const folders = [path, ...(await releaseFoldersOf(path))];
  const found = (await Promise.all(folders.map(readRelease))).filter((release) => release !== undefined);
  const newest = found.sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
  if (!newest) throw serveError('missing', 'no-release', { path });
  return newest;
}

async function releaseFoldersOf(graftFolder: string): Promise<string[]> {
  const folders: string[] = [];
  for (const name of await foldersIn(join(graftFolder, 'releases'))) {
    for (const version of await foldersIn(name)) folders.push(version);
  }
  return folders;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name));
}

async function readRelease(folder: string): Promise<(Servable & { startedAt: string }) | undefined> {
  const text = await readFile(join(folder, 'record.json'), 'utf8').catch(() => undefined);
  const record = text === undefined ? undefined : releaseRecordSchema.safeParse(JSON.parse(text)).data;
  if (!record) return undefined;
  const { name, version, base } = record.facts;
  const files = (await readdir(folder)).filter((file) => file.endsWith('.gguf'));
  if (files.length === 0) return undefined;
  const ggufPaths = files
    .sort((a, b) => Number(b.includes('Q8_0')) - Number(a.includes('Q8_0')))
    .map((file) => join(folder, file));
  const graftFolder = resolve(folder, '..', '..', '..');
  return {
    name: `${name} ${version}`,
    ggufPaths,
    baseRef: absoluteRef(base.ref, graftFolder),
    startedAt: record.startedAt,
  };
}

/** A base that was given as a path stands in graft.yaml relative to the graft folder. */
function absoluteRef(ref: string, graftFolder: string): string {
  const path = resolve(graftFolder, ref);
  const isPath = ref.endsWith('.gguf') || ref.startsWith('.') || ref.startsWith('/');
  return isPath || (existsSync(path) && statSync(path).isDirectory()) ? path : ref;
}
