// What every store of models must do; a new one adds a line here that makes it with one tiny model in a home.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { commit, sha256 } from '../sources/hub-server.fixture.ts';
import type { BaseStore } from './base-store.ts';
import { hubStore } from './hub-store.ts';
import { lmStudioStore } from './lm-studio-store.ts';
import { ollamaStore } from './ollama-store.ts';
import { packageStore } from './package-store.ts';

export interface TinyFiles {
  readonly gguf: string;
  readonly huggingFace: string;
}

export interface StoreCase {
  readonly store: BaseStore;
  /** Puts one model into the store of this home, and gives the ref by which it is asked for. */
  readonly make: (home: string, files: TinyFiles) => string;
  readonly sizeOf: (files: TinyFiles) => number;
}

export const llamaTerms = 'LLAMA 3.2 COMMUNITY LICENSE AGREEMENT\nLlama 3.2 Version Release Date: September 25, 2024\n';
const sizeOfGguf = ({ gguf }: TinyFiles) => readFileSync(gguf).length;
const huggingFaceNames = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];

export const storeCases: readonly StoreCase[] = [
  {
    store: packageStore,
    make: (home, { gguf }) => {
      const path = join(home, '.cache', 'madang', 'bases', 'some-package-1.0', 'tiny.gguf');
      put(path, readFileSync(gguf));
      return path;
    },
    sizeOf: sizeOfGguf,
  },
  {
    store: hubStore,
    make: (home, files) => {
      makeRevision(join(home, '.cache', 'huggingface', 'hub'), 'org/tiny', commit, files);
      return `org/tiny@${commit}`;
    },
    sizeOf: ({ huggingFace }) =>
      huggingFaceNames.reduce((sum, name) => sum + readFileSync(join(huggingFace, name)).length, 0),
  },
  {
    store: ollamaStore,
    make: (home, { gguf }) => {
      const root = join(home, '.ollama', 'models');
      const layers = [
        makeLayer(root, 'model', readFileSync(gguf)),
        makeLayer(root, 'license', Buffer.from(llamaTerms)),
        makeLayer(root, 'template', Buffer.from('{{ .Prompt }}')),
      ];
      makeManifest(root, 'registry.ollama.ai/library/tiny/135m', layers);
      return 'ollama:tiny:135m';
    },
    sizeOf: (files) => sizeOfGguf(files) + llamaTerms.length + '{{ .Prompt }}'.length,
  },
  {
    store: lmStudioStore,
    make: (home, { gguf }) => {
      put(join(home, '.lmstudio', 'models', 'org', 'tiny', 'tiny-Q8_0.gguf'), readFileSync(gguf));
      put(join(home, '.lmstudio', 'models', 'org', 'tiny', 'mmproj-tiny.gguf'), Buffer.from('no model by itself'));
      return 'lmstudio:org/tiny/tiny-Q8_0.gguf';
    },
    sizeOf: sizeOfGguf,
  },
];

export function put(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

export function makeLayer(root: string, kind: string, bytes: Buffer) {
  const digest = createHash('sha256').update(bytes).digest('hex');
  put(join(root, 'blobs', `sha256-${digest}`), bytes);
  return { mediaType: `application/vnd.ollama.image.${kind}`, digest: `sha256:${digest}`, size: bytes.length };
}

export function makeManifest(root: string, place: string, layers: readonly object[]): void {
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  put(join(root, 'manifests', place), Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, layers })));
}

/** A revision in the hub's layout; `changed` makes its config another file than its neighbours'. */
export function makeRevision(cache: string, name: string, hash: string, files: TinyFiles, changed = ''): void {
  const folder = join(cache, `models--${name.replace('/', '--')}`);
  for (const file of huggingFaceNames) {
    const bytes = readFileSync(join(files.huggingFace, file));
    const own = file === 'config.json' && changed !== '' ? Buffer.concat([bytes, Buffer.from(changed)]) : bytes;
    const blob = join(folder, 'blobs', sha256(own));
    put(blob, own);
    const link = join(folder, 'snapshots', hash, file);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(relative(dirname(link), blob), link);
  }
  put(join(folder, 'refs', changed === '' ? 'main' : `refs-of/${hash.slice(0, 4)}`), Buffer.from(hash));
}
