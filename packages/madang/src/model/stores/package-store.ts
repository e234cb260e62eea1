// What Madang unpacked from Python packages: `$MADANG_HOME/bases/<package>-<version>/<file>`.
import { readdir, realpath, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { cacheHome } from '../../kernel/homes.ts';
import { catalogue } from '../catalogue.ts';
import { modelError } from '../errors.ts';
import { findUnpacked } from '../sources/python-package.ts';
import type { BaseStore, KeptBase } from './base-store.ts';
import { existing, sizeOf } from './places.ts';

export const packageStore: BaseStore = {
  name: 'package',
  roots: (environment) => existing([join(cacheHome(environment), 'bases')]),
  list: async (environment) => {
    const [root] = packageStore.roots(environment);
    const folders = root === undefined ? [] : (await readdir(root)).filter((name) => !name.startsWith('.')).sort();
    return (await Promise.all(folders.map((name) => filesOf(join(root ?? '', name), environment)))).flat();
  },
  remove: async (base, environment) => {
    const [root] = packageStore.roots(environment);
    const folder = await realpath(dirname(base.path));
    const inside = root !== undefined && folder.startsWith(`${await realpath(root)}${sep}`);
    if (!inside) throw modelError('conflict', 'base-outside', { ref: base.ref, path: folder });
    await rm(folder, { recursive: true });
    return base.sizeBytes;
  },
};

async function filesOf(folder: string, environment: NodeJS.ProcessEnv): Promise<KeptBase[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.gguf'));
  return Promise.all(
    files.map(async (file) => {
      const path = join(folder, file);
      return {
        ref: path,
        otherRefs: await catalogueNames(path, environment),
        store: 'package' as const,
        path,
        sizeBytes: await sizeOf([path]),
        isUsable: true,
      };
    }),
  );
}

async function catalogueNames(path: string, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const names: string[] = [];
  for (const { name, sources } of catalogue) {
    for (const source of sources) {
      if (source.kind === 'python-package' && (await findUnpacked(source, environment)) === path) names.push(name);
    }
  }
  return names;
}
