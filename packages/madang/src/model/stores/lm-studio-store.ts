// LM Studio's folder, read in place: `<publisher>/<repository>/<file>.gguf`, or a folder with a config and safetensors. A
// model is asked for as `lmstudio:publisher/repository/file.gguf`, or without the file where there is one only. Nothing
// here is written or freed.
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { modelError } from '../errors.ts';
import type { BaseStore, KeptBase } from './base-store.ts';
import { existing, homeOf, sizeOf } from './places.ts';

/** Parts of a split file after its first, and the image side of a model, are no models by themselves. */
const noModel = /-(?!00001)\d{5}-of-\d{5}\.gguf$|^mmproj/;
const settingsSchema = z.looseObject({ downloadsFolder: z.string().optional() });

export const lmStudioStore: BaseStore = {
  name: 'lm-studio',
  roots: (environment) => {
    const home = homeOf(environment);
    const own = readText(join(home, '.lmstudio-home-pointer'))?.trim() || join(home, '.lmstudio');
    const chosen = chosenFolder(join(own, 'settings.json'));
    return existing([...(chosen ? [chosen] : []), join(own, 'models'), join(home, '.cache', 'lm-studio', 'models')]);
  },
  list: async (environment) => {
    const found = await Promise.all(lmStudioStore.roots(environment).map(listRoot));
    const seen = new Set<string>();
    return found.flat().filter(({ ref }) => !seen.has(ref) && seen.add(ref));
  },
  removedBy: ({ path }) => `LM Studio, My Models: delete ${path}`,
};

async function listRoot(root: string): Promise<KeptBase[]> {
  const bases: KeptBase[] = [];
  for (const publisher of await foldersIn(root)) {
    for (const repository of await foldersIn(join(root, publisher))) {
      bases.push(...(await basesIn(join(root, publisher, repository), `lmstudio:${publisher}/${repository}`)));
    }
  }
  return bases;
}

async function basesIn(folder: string, ref: string): Promise<KeptBase[]> {
  const files = (await readdir(folder).catch(() => [])).sort();
  const kept = { otherRefs: [], store: 'lm-studio' as const, isUsable: true };
  const ggufs = files.filter((file) => file.endsWith('.gguf') && !noModel.test(file));
  const whole = files.includes('config.json') && files.some((file) => file.endsWith('.safetensors'));
  const parts = (file: string) => {
    const stem = file.replace(/-00001-of-\d{5}\.gguf$/, '');
    return stem === file ? [file] : files.filter((other) => other.startsWith(stem));
  };
  const size = (names: readonly string[]) => sizeOf(names.map((name) => join(folder, name)));
  return [
    ...(await Promise.all(
      ggufs.map(async (file) => ({
        ...kept,
        ref: `${ref}/${file}`,
        path: join(folder, file),
        sizeBytes: await size(parts(file)),
      })),
    )),
    ...(whole ? [{ ...kept, ref, path: folder, sizeBytes: await size(files) }] : []),
  ];
}

export async function findInLmStudio(name: string, environment: NodeJS.ProcessEnv): Promise<{ path: string }> {
  const all = await lmStudioStore.list(environment);
  const wanted = `lmstudio:${name}`;
  const inFolder = all.filter(({ ref }) => ref.startsWith(`${wanted}/`));
  const found = all.find(({ ref }) => ref === wanted) ?? (inFolder.length === 1 ? inFolder[0] : undefined);
  if (found) return found;
  const folders = lmStudioStore.roots(environment).join(', ') || '~/.lmstudio/models';
  const known = (inFolder.length > 1 ? inFolder : all).map(({ ref }) => ref).join(', ');
  throw modelError('missing', 'not-in-lm-studio', { name, folders, known });
}

function chosenFolder(settings: string): string | undefined {
  try {
    return settingsSchema.parse(JSON.parse(readText(settings) ?? '{}')).downloadsFolder;
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}
