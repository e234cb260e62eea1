// The base as an F16 GGUF beside a release's F16, so that a comparison compares the grafts and not the quantisations.
// Made once into the cache, under the base's hash.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../kernel/effects.ts';
import { cacheHome } from '../kernel/homes.ts';
import { exportGguf } from '../model/export-gguf.ts';
import { getBase } from '../model/get-base.operation.ts';
import { openModel } from '../model/open-model.ts';
import { serveNotice } from './errors.ts';

export async function baseGguf(baseRef: string, effects: Effects): Promise<string> {
  const base = await getBase({ ref: baseRef }, effects);
  const folder = join(cacheHome(), 'gguf');
  const path = join(folder, `${base.hash}-F16.gguf`);
  if (existsSync(path)) return path;
  effects.emit(serveNotice('making-base', { base: base.ref, path }));
  await mkdir(folder, { recursive: true });
  using model = await openModel(base.path);
  const { config, tokenizerJson, chatTemplate, weights } = model;
  const licence = base.licence ?? model.licence;
  await exportGguf(path, { config, tokenizerJson, chatTemplate, weights, type: 'F16', name: model.name, licence });
  return path;
}
