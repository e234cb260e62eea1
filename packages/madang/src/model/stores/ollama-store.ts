// Ollama's folder, read in place: `manifests/<host>/<namespace>/<model>/<tag>` name layers by digest, `blobs/sha256-<hex>`
// hold them. The layer of a model is a GGUF; its licence is a layer of text. A model is asked for as
// `ollama:[[host/]namespace/]model[:tag]`, as `ollama run` takes it. Nothing here is written or freed.
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { modelError } from '../errors.ts';
import type { BaseStore } from './base-store.ts';
import { existing, homeOf } from './places.ts';

const defaults = { host: 'registry.ollama.ai', namespace: 'library', tag: 'latest' };
const layerType = 'application/vnd.ollama.image.';
/** Ollama's own service on Linux keeps models of a user of its own. */
const serviceFolder = '/usr/share/ollama/.ollama/models';

const layerSchema = z.looseObject({
  mediaType: z.string(),
  digest: z.string().regex(/^sha256[:-][0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
});
const manifestSchema = z.looseObject({ layers: z.array(layerSchema).max(1000) });
type Layer = z.infer<typeof layerSchema>;

export const ollamaStore: BaseStore = {
  name: 'ollama',
  roots: (environment) =>
    environment.OLLAMA_MODELS
      ? existing([environment.OLLAMA_MODELS])
      : existing([join(homeOf(environment), '.ollama', 'models'), serviceFolder]),
  list: async (environment) => {
    const found = await Promise.all(ollamaStore.roots(environment).map(listFolder));
    return found.flat();
  },
  removedBy: ({ ref }) => `ollama rm ${ref.slice('ollama:'.length)}`,
};

async function listFolder(root: string) {
  const folder = join(root, 'manifests');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const manifests = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const read = manifests.sort().map(async (manifest) => {
    const parts = relative(folder, manifest).split(sep);
    const layers = await readLayers(manifest).catch(() => []);
    const [model] = layersOf(layers, 'model');
    if (parts.length !== 4 || !model) return [];
    const path = blobOf(root, model);
    const isUsable = existsSync(path) && layersOf(layers, 'adapter').length === 0;
    const sizeBytes = layers.reduce((sum, { size }) => sum + size, 0);
    const ref = `ollama:${shortName(parts)}`;
    const otherRefs = ref.endsWith(`:${defaults.tag}`) ? [ref.slice(0, -defaults.tag.length - 1)] : [];
    return [{ ref, otherRefs, store: 'ollama' as const, path, sizeBytes, isUsable }];
  });
  return (await Promise.all(read)).flat();
}

/** The GGUF and the licence's text behind a name, where they lie. */
export async function findInOllama(name: string, environment: NodeJS.ProcessEnv) {
  const place = placeOf(name);
  const roots = ollamaStore.roots(environment);
  const root = roots.find((folder) => place && existsSync(join(folder, 'manifests', ...place)));
  if (!place || root === undefined) {
    const known = (await ollamaStore.list(environment)).map(({ ref }) => ref).join(', ');
    throw modelError('missing', 'not-in-ollama', { name, folders: roots.join(', ') || '~/.ollama/models', known });
  }
  const manifest = join(root, 'manifests', ...place);
  const layers = await readLayers(manifest);
  const models = layersOf(layers, 'model');
  const [model] = models;
  if (!model || models.length > 1 || layersOf(layers, 'adapter').length > 0) {
    const parts = layers.map(({ mediaType }) => mediaType.replace(layerType, '')).join(', ');
    throw modelError('input', 'ollama-parts', { name, parts });
  }
  const path = blobOf(root, model);
  const found = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  if (found !== model.size) {
    throw modelError('input', 'file-truncated', { path, part: name, found, expected: model.size });
  }
  const [licence] = layersOf(layers, 'license');
  return { path, licencePath: licence && blobOf(root, licence) };
}

async function readLayers(manifest: string): Promise<Layer[]> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(manifest, 'utf8'))).layers;
  } catch (cause) {
    throw modelError('input', 'ollama-manifest', { path: manifest }, cause);
  }
}

function layersOf(layers: readonly Layer[], kind: string): Layer[] {
  return layers.filter(({ mediaType }) => mediaType === `${layerType}${kind}`);
}

function blobOf(root: string, { digest }: Layer): string {
  return join(root, 'blobs', digest.replace(':', '-'));
}

/** host, namespace, model, tag; undefined where the name is none. */
function placeOf(name: string): string[] | undefined {
  const [, path = '', tag = defaults.tag] = /^([^:]+)(?::([^:/]+))?$/.exec(name) ?? [];
  const parts = path.split('/');
  const model = parts.pop() ?? '';
  const namespace = parts.pop() ?? defaults.namespace;
  const host = parts.pop() ?? defaults.host;
  const place = [host, namespace, model, tag];
  return parts.length === 0 && place.every((part) => /^[\w-][\w.-]*$/.test(part)) ? place : undefined;
}

function shortName([host, namespace, model, tag]: readonly string[]): string {
  if (host !== defaults.host) return `${host}/${namespace}/${model}:${tag}`;
  return namespace === defaults.namespace ? `${model}:${tag}` : `${namespace}/${model}:${tag}`;
}
