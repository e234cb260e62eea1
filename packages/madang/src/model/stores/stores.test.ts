import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportGguf } from '../export-gguf.ts';
import { exportHuggingFace } from '../export-hugging-face.ts';
import { getBase } from '../get-base.operation.ts';
import { quietEffects } from '../real-base.fixture.ts';
import { lockRepository } from '../sources/hub-cache.ts';
import { commit } from '../sources/hub-server.fixture.ts';
import { realOutside } from '../sources/outside.ts';
import { tinyModel } from '../tiny-model.fixture.ts';
import { hubStore, incompleteBytes } from './hub-store.ts';
import { listKeptBases } from './kept-bases.ts';
import { lmStudioStore } from './lm-studio-store.ts';
import { ollamaStore } from './ollama-store.ts';
import { packageStore } from './package-store.ts';
import { llamaTerms, makeLayer, makeManifest, makeRevision, put, storeCases, type TinyFiles } from './stores.cases.ts';

const root = mkdtempSync(join(tmpdir(), 'madang-stores-'));
const files: TinyFiles = { gguf: join(root, 'tiny.gguf'), huggingFace: join(root, 'tiny') };
let home: string;
let environment: NodeJS.ProcessEnv;
const hubFolder = () => join(home, '.cache', 'huggingface', 'hub');
const get = (ref: string) =>
  getBase({ ref }, quietEffects(), { ...realOutside, environment: { ...environment, HF_HUB_OFFLINE: '1' } });

/** Every path with its size and time of change. */
function treeOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((path) => `${path} ${existsSync(path) ? `${statSync(path).size} ${statSync(path).mtimeMs}` : 'broken'}`);
}

beforeAll(async () => {
  const tiny = { ...tinyModel(), licence: undefined };
  await exportGguf(files.gguf, { ...tiny, type: 'F16' });
  await exportHuggingFace(files.huggingFace, { ...tinyModel(), type: 'BF16' });
});
beforeEach(() => {
  home = mkdtempSync(join(root, 'home-'));
  environment = { HOME: home, XDG_CACHE_HOME: join(home, '.cache') };
});
afterAll(() => rmSync(root, { recursive: true }));

describe.each(storeCases)('the store $store.name', ({ store, make, sizeOf }) => {
  it('is empty where it is not there', async () => {
    expect(store.roots(environment)).toEqual([]);
    expect(await store.list(environment)).toEqual([]);
  });

  it('says what is in it, where and how large', async () => {
    const ref = make(home, files);
    const [base, ...others] = await store.list(environment);
    expect(others).toEqual([]);
    expect(base).toMatchObject({ ref, store: store.name, sizeBytes: sizeOf(files), isUsable: true });
    expect(store.roots(environment).some((folder) => base?.path.startsWith(folder))).toBe(true);
    expect(await listKeptBases(environment)).toEqual([base]);
  });

  it('opens in place by the ref that it says, and nothing in it changes', async () => {
    const ref = make(home, files);
    const before = treeOf(home);
    const [listed] = await store.list(environment);
    const base = await get(ref);
    expect(base.path).toBe(listed?.path);
    expect(treeOf(home)).toEqual(before);
  });

  it('frees its own, or says who does', async () => {
    make(home, files);
    const [base] = await store.list(environment);
    if (!base) throw new Error('nothing was made');
    if (store.remove) {
      expect(await store.remove(base, environment)).toBe(sizeOf(files));
      expect(await store.list(environment)).toEqual([]);
      expect(existsSync(base.path)).toBe(false);
    } else {
      expect(store.removedBy?.(base)).toMatch(/\S/);
    }
  });
});

describe("the hub's cache", () => {
  const second = 'f'.repeat(40);

  it('frees one revision and keeps what its neighbour shares', async () => {
    makeRevision(hubFolder(), 'org/tiny', commit, files);
    makeRevision(hubFolder(), 'org/tiny', second, files, ' ');
    makeRevision(hubFolder(), 'org/other', commit, files);
    const [, , third] = await hubStore.list(environment);
    expect(third).toMatchObject({ ref: `org/tiny@${second}`, otherRefs: ['org/tiny@refs-of/ffff'] });
    if (!third) throw new Error('three were made');
    expect(await hubStore.remove?.(third, environment)).toBe(
      readFileSync(join(files.huggingFace, 'config.json')).length + 1,
    );
    expect((await hubStore.list(environment)).map(({ ref }) => ref)).toEqual([
      `org/other@${commit}`,
      `org/tiny@${commit}`,
    ]);
    expect((await get(`org/tiny@${commit}`)).hash).toBe((await get(files.huggingFace)).hash);
  });

  it('frees nothing outside of it, wherever its links lead', async () => {
    const precious = join(home, 'precious.txt');
    writeFileSync(precious, 'mine');
    makeRevision(hubFolder(), 'org/tiny', commit, files);
    symlinkSync(precious, join(hubFolder(), 'models--org--tiny', 'snapshots', commit, 'README.md'));
    const [base] = await hubStore.list(environment);
    if (base) await hubStore.remove?.(base, environment);
    expect(readFileSync(precious, 'utf8')).toBe('mine');
  });

  it('frees nothing while another process has the repository', async () => {
    makeRevision(hubFolder(), 'org/tiny', commit, files);
    const [base] = await hubStore.list(environment);
    if (!base) throw new Error('one was made');
    {
      using _held = await lockRepository(hubFolder(), 'org/tiny');
      await expect(hubStore.remove?.(base, environment)).rejects.toMatchObject({ code: 'model/base-in-use' });
    }
    expect(await hubStore.list(environment)).toEqual([base]);
  });

  it('counts downloads that were begun and not finished', async () => {
    put(join(hubFolder(), 'models--org--tiny', 'blobs', 'abc.incomplete'), Buffer.alloc(100_000, 1));
    expect(await incompleteBytes(environment)).toBeGreaterThanOrEqual(100_000);
    expect(await hubStore.list(environment)).toEqual([]);
  });
});

it('a link out of the package store frees nothing', async () => {
  const elsewhere = join(home, 'elsewhere');
  put(join(elsewhere, 'tiny.gguf'), readFileSync(files.gguf));
  put(join(home, '.cache', 'madang', 'bases', 'own-1.0', 'tiny.gguf'), readFileSync(files.gguf));
  symlinkSync(elsewhere, join(home, '.cache', 'madang', 'bases', 'linked-1.0'));
  const linked = (await packageStore.list(environment)).find(({ path }) => path.includes('linked'));
  if (!linked) throw new Error('it is listed');
  await expect(packageStore.remove?.(linked, environment)).rejects.toMatchObject({ code: 'model/base-outside' });
  expect(existsSync(join(elsewhere, 'tiny.gguf'))).toBe(true);
});

describe("Ollama's folder", () => {
  const models = () => join(home, '.ollama', 'models');

  it.each([
    ['registry.ollama.ai/library/tiny/latest', 'ollama:tiny', 'ollama:tiny:latest'],
    ['registry.ollama.ai/someone/tiny/q8', 'ollama:someone/tiny:q8', 'ollama:someone/tiny:q8'],
    ['hf.co/org/tiny-GGUF/Q4_K_M', 'ollama:hf.co/org/tiny-GGUF:Q4_K_M', 'ollama:hf.co/org/tiny-GGUF:Q4_K_M'],
  ])('%s is asked for as %s', async (place, asked, listed) => {
    makeManifest(models(), place, [makeLayer(models(), 'model', readFileSync(files.gguf))]);
    expect((await ollamaStore.list(environment)).map(({ ref }) => ref)).toEqual([listed]);
    expect((await get(asked)).source).toBe(asked);
  });

  it('may lie where OLLAMA_MODELS says', async () => {
    const place = join(home, 'moved');
    makeManifest(place, 'registry.ollama.ai/library/tiny/latest', [
      makeLayer(place, 'model', readFileSync(files.gguf)),
    ]);
    environment = { ...environment, OLLAMA_MODELS: place };
    expect((await get('ollama:tiny')).path.startsWith(place)).toBe(true);
  });

  it('gives the licence by the words of its layer', async () => {
    const layers = [
      makeLayer(models(), 'model', readFileSync(files.gguf)),
      makeLayer(models(), 'license', Buffer.from(llamaTerms)),
    ];
    makeManifest(models(), 'registry.ollama.ai/library/tiny/latest', layers);
    const base = await get('ollama:tiny');
    expect(base).toMatchObject({ licence: 'llama3.2' });
    expect(readFileSync(base.licencePath ?? '', 'utf8')).toBe(llamaTerms);
  });

  it('refuses what is no single model, and names that lead elsewhere', async () => {
    const model = makeLayer(models(), 'model', readFileSync(files.gguf));
    const place = 'registry.ollama.ai/library';
    makeManifest(models(), `${place}/adapted/latest`, [model, makeLayer(models(), 'adapter', Buffer.from('lora'))]);
    makeManifest(models(), `${place}/cut/latest`, [{ ...model, size: model.size + 1 }]);
    makeManifest(models(), `${place}/evil/latest`, [{ ...model, digest: 'sha256:../../../precious' }]);
    put(join(models(), 'manifests', place, 'broken', 'latest'), Buffer.from('{'));
    await expect(get('ollama:adapted')).rejects.toMatchObject({ code: 'model/ollama-parts' });
    await expect(get('ollama:cut')).rejects.toMatchObject({ code: 'model/file-truncated' });
    await expect(get('ollama:evil')).rejects.toMatchObject({ code: 'model/ollama-manifest' });
    await expect(get('ollama:broken')).rejects.toMatchObject({ code: 'model/ollama-manifest' });
    for (const name of ['ollama:none', 'ollama:../../tiny', 'ollama:a/b/c/d', 'ollama:a:b:c']) {
      await expect(get(name)).rejects.toMatchObject({ code: 'model/not-in-ollama' });
    }
    expect((await ollamaStore.list(environment)).map(({ ref, isUsable }) => [ref, isUsable])).toEqual([
      ['ollama:adapted:latest', false],
      ['ollama:cut:latest', true],
    ]);
  });
});

describe("LM Studio's folder", () => {
  it('may lie where its settings say; one file needs no name', async () => {
    const chosen = join(home, 'disk');
    put(join(chosen, 'org', 'tiny', 'a.gguf'), readFileSync(files.gguf));
    put(join(home, '.lmstudio', 'settings.json'), Buffer.from(JSON.stringify({ downloadsFolder: chosen })));
    expect((await get('lmstudio:org/tiny')).path).toBe(join(chosen, 'org', 'tiny', 'a.gguf'));
    put(join(chosen, 'org', 'tiny', 'b-00001-of-00002.gguf'), Buffer.from('1'));
    put(join(chosen, 'org', 'tiny', 'b-00002-of-00002.gguf'), Buffer.from('22'));
    expect((await lmStudioStore.list(environment)).map(({ ref, sizeBytes }) => [ref, sizeBytes])).toEqual([
      ['lmstudio:org/tiny/a.gguf', statSync(files.gguf).size],
      ['lmstudio:org/tiny/b-00001-of-00002.gguf', 3],
    ]);
    await expect(get('lmstudio:org/tiny')).rejects.toMatchObject({
      code: 'model/not-in-lm-studio',
      expected: expect.stringContaining('a.gguf, lmstudio:org/tiny/b-00001'),
    });
    await expect(get('lmstudio:../../etc/passwd')).rejects.toMatchObject({ code: 'model/not-in-lm-studio' });
  });
});
