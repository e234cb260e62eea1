// `base list` and `base remove` over a home with a model of each kind and grafts that rest on them.
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportGguf } from '../model/export-gguf.ts';
import { exportHuggingFace } from '../model/export-hugging-face.ts';
import { commit } from '../model/sources/hub-server.fixture.ts';
import { storeCases, type TinyFiles } from '../model/stores/stores.cases.ts';
import { tinyModel } from '../model/tiny-model.fixture.ts';
import { noteBase } from './base-references.ts';
import { baseList, listBases } from './list-bases.operation.ts';
import { removeBase } from './remove-base.operation.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'madang-bases-')));
const files: TinyFiles = { gguf: join(root, 'tiny.gguf'), huggingFace: join(root, 'tiny') };
const hubRef = `org/tiny@${commit}`;
let home: string;
let environment: NodeJS.ProcessEnv;
const nowhere = join(root, 'nowhere');
const remove = (ref: string, more: { folder?: string; force?: boolean } = {}) =>
  removeBase({ ref, folder: nowhere, force: false, ...more }, environment);
const snapshot = () => join(home, '.cache', 'huggingface', 'hub', 'models--org--tiny', 'snapshots', commit);

beforeAll(async () => {
  await exportGguf(files.gguf, { ...tinyModel(), type: 'F16' });
  await exportHuggingFace(files.huggingFace, { ...tinyModel(), type: 'BF16' });
});
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  home = mkdtempSync(join(root, 'home-'));
  environment = { HOME: home, XDG_CACHE_HOME: join(home, '.cache') };
  for (const { make } of storeCases) make(home, files);
});

/** A graft with one run on a base; `note` as the run leaves it, else the base is only in its config. */
function makeGraft(name: string, base: string, note?: { path: string; register: boolean; pid?: number }): string {
  const graft = join(home, name);
  const run = join(graft, '.madang', 'runs', '20260101T000000Z-abcdef');
  mkdirSync(run, { recursive: true });
  writeFileSync(join(run, 'graft.json'), JSON.stringify({ base }));
  writeFileSync(join(run, 'events.jsonl'), '');
  if (note?.pid !== undefined) writeFileSync(join(run, 'pid'), `${note.pid}\n`);
  if (!note) return graft;
  const found = { ref: base, path: note.path, hash: '', source: base, licence: undefined, licencePath: undefined };
  const elsewhere = { MADANG_HOME: join(home, 'unread') };
  noteBase(graft, run, found, note.register ? environment : elsewhere);
  return graft;
}

describe('base list', () => {
  it('shows every model, from where, how large, and which runs rest on it', async () => {
    const graft = makeGraft('my-graft', 'org/tiny', { path: snapshot(), register: true });
    const { bases } = await listBases(nowhere, environment);
    expect(bases.map(({ store }) => store)).toEqual(['package', 'hub', 'ollama', 'lm-studio']);
    expect(bases.map(({ references }) => references)).toEqual([
      [],
      [{ graft, run: '20260101T000000Z-abcdef', state: 'interrupted' }],
      [],
      [],
    ]);
    const found = { bases, incompleteBytes: 3_000_000 };
    const english = (await baseList.renderResult?.(found, 'en'))?.join('\n');
    expect(english).toMatch(/^org\/tiny {2}\d+ MB {2}the hub's cache$/m);
    expect(english).toContain(`used by ${graft}, run 20260101T000000Z-abcdef (interrupted)`);
    expect(english).toContain('3 MB of downloads');
    expect((await baseList.renderResult?.(found, 'ko'))?.join('\n')).toContain('허브의 캐시');
    expect((await baseList.renderResult?.({ bases: [], incompleteBytes: 0 }, 'en'))?.[0]).toContain(
      'No models here yet',
    );
  });

  it('finds grafts in a folder that were never registered', async () => {
    const graft = makeGraft('old-graft', 'ollama:tiny:135m');
    const { bases } = await listBases(home, environment);
    expect(bases.find(({ store }) => store === 'ollama')?.references).toMatchObject([{ graft }]);
  });
});

describe('base remove', () => {
  it('frees a base that nothing rests on, by any of its names', async () => {
    makeGraft('my-graft', 'lmstudio:org/tiny/tiny-Q8_0.gguf');
    expect(await remove('org/tiny')).toMatchObject({ removed: hubRef, freedBytes: expect.any(Number) });
    expect(existsSync(snapshot())).toBe(false);
    const path = join(home, '.cache', 'madang', 'bases', 'some-package-1.0', 'tiny.gguf');
    expect(await remove(path)).toMatchObject({ removed: path });
    expect(existsSync(path)).toBe(false);
    expect((await listBases(nowhere, environment)).bases.map(({ store }) => store)).toEqual(['ollama', 'lm-studio']);
  });

  it.each([true, false])('refuses while a run rests on it, unless forced (registered: %s)', async (register) => {
    makeGraft('my-graft', 'x', { path: snapshot(), register });
    const folder = register ? nowhere : home;
    await expect(remove('org/tiny', { folder })).rejects.toMatchObject({
      code: 'pipelines/base-referenced',
      exitCode: 5,
    });
    expect(existsSync(snapshot())).toBe(true);
    expect(await remove('org/tiny', { folder, force: true })).toMatchObject({ removed: hubRef });
  });

  it('refuses also by force while a run works with it', async () => {
    const script = join(home, 'cli', 'main.ts');
    mkdirSync(join(home, 'cli'));
    writeFileSync(script, 'setTimeout(() => {}, 60_000)');
    const { spawn } = await import('node:child_process');
    const worker = spawn(process.execPath, [script]);
    try {
      makeGraft('my-graft', 'x', { path: snapshot(), register: true, pid: worker.pid ?? 0 });
      await expect(remove('org/tiny', { force: true })).rejects.toMatchObject({ code: 'model/base-in-use' });
      expect(existsSync(snapshot())).toBe(true);
    } finally {
      worker.kill('SIGKILL');
    }
  });

  it('leaves to other programs what is theirs, and says how they free it', async () => {
    await expect(remove('ollama:tiny:135m', { force: true })).rejects.toMatchObject({
      code: 'pipelines/base-of-another-program',
      next: 'Let that program free it: ollama rm tiny:135m',
    });
    await expect(remove('lmstudio:org/tiny/tiny-Q8_0.gguf')).rejects.toMatchObject({
      next: expect.stringContaining('LM Studio'),
    });
  });

  it('frees nothing that it does not list', async () => {
    for (const ref of ['org/none', files.gguf, files.huggingFace, '/', '..', 'org/..']) {
      await expect(remove(ref, { force: true })).rejects.toMatchObject({ code: 'pipelines/no-such-base' });
    }
  });
});
