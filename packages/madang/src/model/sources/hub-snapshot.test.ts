import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MadangEvent } from '../../kernel/events.ts';
import { exportHuggingFace } from '../export-hugging-face.ts';
import { getBase } from '../get-base.operation.ts';
import { quietEffects } from '../real-base.fixture.ts';
import { tinyModel } from '../tiny-model.fixture.ts';
import { lockRepository } from './hub-cache.ts';
import { commit, gitSha1, type HubServer, openHubServer, sha256, signature } from './hub-server.fixture.ts';
import type { Outside } from './outside.ts';

const root = mkdtempSync(join(tmpdir(), 'madang-hub-'));
let hub: HubServer;
let outside: Outside;
let waits: number[];
const events: MadangEvent[] = [];
const effects = () => ({ ...quietEffects(), emit: (event: MadangEvent) => void events.push(event) });
const weightsFile = 'model.safetensors';
const weights = () => hub.files.get(weightsFile) ?? Buffer.alloc(0);
const seenAt = (server: 'hub' | 'cdn') => hub.requests.filter((request) => request.server === server);
const withVariables = (variables: NodeJS.ProcessEnv): Outside => ({
  ...outside,
  environment: { ...outside.environment, ...variables },
});

beforeAll(async () => {
  hub = await openHubServer();
  const folder = join(root, 'source');
  await exportHuggingFace(folder, { ...tinyModel(), type: 'BF16' });
  for (const name of ['config.json', weightsFile, 'tokenizer.json', 'tokenizer_config.json']) {
    hub.files.set(name, readFileSync(join(folder, name)));
  }
  hub.files.set('README.md', Buffer.from('---\nlicense: apache-2.0\n---\n'));
  hub.files.set('Some LICENSE AGREEMENT', Buffer.from('Terms'));
  hub.files.set('onnx/model.onnx', Buffer.from('not wanted'));
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  hub.reset();
  waits = [];
  events.length = 0;
  const home = mkdtempSync(join(root, 'home-'));
  outside = {
    fetch: globalThis.fetch,
    runProcess: async () => ({ exitCode: undefined, output: 'no such program' }),
    wait: async (milliseconds) => void waits.push(milliseconds),
    environment: { HF_ENDPOINT: `${hub.endpoint}/`, HF_HOME: home, MADANG_HOME: join(home, 'madang') },
  };
});

function repositoryFolder(): string {
  return join(outside.environment.HF_HOME ?? '', 'hub', 'models--org--tiny');
}

describe('a base on a hub', () => {
  it("lands in the hub's own cache layout, and opens", async () => {
    const base = await getBase({ ref: 'org/tiny' }, effects(), outside);
    const folder = repositoryFolder();
    expect(base).toMatchObject({
      path: join(folder, 'snapshots', commit),
      source: `hub org/tiny@${commit}`,
      licence: 'apache-2.0',
    });
    expect(readFileSync(join(folder, 'refs', 'main'), 'utf8')).toBe(commit);
    const link = join(base.path, weightsFile);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readlinkSync(link)).toBe(join('..', '..', 'blobs', sha256(weights())));
    expect(existsSync(join(folder, 'blobs', gitSha1(hub.files.get('config.json') ?? Buffer.alloc(0))))).toBe(true);
    expect(readFileSync(join(base.path, 'Some LICENSE AGREEMENT'), 'utf8')).toBe('Terms');
    expect(readdirSync(join(folder, 'blobs')).filter((name) => name.includes('.'))).toEqual([]);
    expect(existsSync(join(base.path, 'onnx'))).toBe(false);
    expect(hub.requests.some(({ url }) => url.includes('evil') || url.includes('onnx'))).toBe(false);
  });

  it('is not downloaded twice, and serves offline and when the hub is gone', async () => {
    const first = await getBase({ ref: 'org/tiny@v1' }, effects(), outside);
    hub.reset();
    expect(await getBase({ ref: 'org/tiny@v1' }, effects(), outside)).toEqual(first);
    expect(hub.requests).toHaveLength(1);

    const offline = withVariables({ HF_HUB_OFFLINE: '1' });
    hub.reset();
    expect(await getBase({ ref: 'org/tiny@v1' }, effects(), offline)).toEqual(first);
    expect(hub.requests).toHaveLength(0);
    await expect(getBase({ ref: 'org/tiny' }, effects(), offline)).rejects.toMatchObject({ code: 'model/hub-offline' });

    const gone = withVariables({ HF_ENDPOINT: 'http://127.0.0.1:1' });
    expect(await getBase({ ref: `org/tiny@${commit}` }, effects(), gone)).toMatchObject({ path: first.path });
    await expect(getBase({ ref: 'org/other' }, effects(), gone)).rejects.toMatchObject({
      code: 'model/hub-unreachable',
    });
  });

  it('is found under its former name', async () => {
    const base = await getBase({ ref: 'old/tiny' }, effects(), outside);
    expect(base.source).toBe(`hub old/tiny@${commit}`);
  });

  it('goes on within one command where a connection breaks, and by the next where every one does', async () => {
    hub.faults.bodyBytes = Math.ceil(weights().length / 3);
    await getBase({ ref: 'org/tiny' }, effects(), outside);
    expect(seenAt('cdn').map(({ range }) => Number(/^bytes=(\d+)/.exec(range ?? '')?.[1] ?? 0) > 0)).toEqual(
      expect.arrayContaining([false, true]),
    );

    hub.reset();
    outside = withVariables({ HF_HOME: mkdtempSync(join(root, 'home-')) });
    hub.faults.body = (path, bytes) => (path === weightsFile ? bytes.subarray(0, 10_000) : bytes);
    await expect(getBase({ ref: 'org/tiny' }, effects(), outside)).rejects.toMatchObject({
      code: 'model/download-broken',
    });
    expect(existsSync(join(repositoryFolder(), 'refs', 'main'))).toBe(false);
    hub.reset();
    await getBase({ ref: 'org/tiny' }, effects(), outside);
    expect(seenAt('cdn')[0]?.range).toMatch(/^bytes=10000-/);
  });

  it('takes a body that ends early, and says so, for a break', async () => {
    hub.faults.bodyBytes = 20_000;
    hub.faults.endsQuietly = true;
    await getBase({ ref: 'org/tiny' }, effects(), outside);
    expect(seenAt('cdn').length).toBe(Math.ceil(weights().length / 20_000));
  });

  it('begins anew where the file changes half-way', async () => {
    hub.faults.bodyBytes = Math.ceil(weights().length / 2);
    hub.faults.etag = (hash, request) => (request === 1 ? 'of-another-file' : hash);
    hub.faults.body = (path, bytes) =>
      path === weightsFile && seenAt('cdn').length === 1 ? Buffer.alloc(bytes.length) : bytes;
    const base = await getBase({ ref: 'org/tiny' }, effects(), outside);
    expect(readFileSync(join(base.path, weightsFile)).equals(weights())).toBe(true);
  });

  it('reads past a proxy that ignores ranges, and past ETags that never stay', async () => {
    hub.faults.body = (path, bytes) => (path === weightsFile ? bytes.subarray(0, 10_000) : bytes);
    await expect(getBase({ ref: 'org/tiny' }, effects(), outside)).rejects.toThrow();
    hub.reset();
    hub.faults.ignoresRanges = true;
    const base = await getBase({ ref: 'org/tiny' }, effects(), outside);
    expect(readFileSync(join(base.path, weightsFile)).equals(weights())).toBe(true);

    hub.reset();
    hub.faults.bodyBytes = weights().length - 1;
    hub.faults.endsQuietly = true;
    hub.faults.etag = (hash, request) => {
      if (request > 3) hub.faults.bodyBytes = undefined;
      return `${hash}-${request}`;
    };
    const other = withVariables({ HF_HOME: mkdtempSync(join(root, 'home-')) });
    const again = await getBase({ ref: 'org/tiny' }, effects(), other);
    expect(readFileSync(join(again.path, weightsFile)).equals(weights())).toBe(true);
  });

  it('says that a web page came in place of the file', async () => {
    hub.faults.webPage = true;
    await expect(getBase({ ref: 'org/tiny' }, effects(), outside)).rejects.toMatchObject({
      code: 'model/download-broken',
      found: expect.stringContaining('a web page came in its place'),
    });
  });

  it.each([weightsFile, 'tokenizer.json'])('throws %s away when its hash is another', async (changed) => {
    hub.faults.body = (path, bytes) =>
      path === changed ? Buffer.from(bytes.map((byte, at) => (at === 99 ? byte ^ 1 : byte))) : bytes;
    await expect(getBase({ ref: 'org/tiny' }, effects(), outside)).rejects.toMatchObject({
      code: 'model/hash-mismatch',
    });
    expect(readdirSync(join(repositoryFolder(), 'blobs')).filter((name) => name.includes('.'))).toEqual([]);
    hub.reset();
    expect((await getBase({ ref: 'org/tiny' }, effects(), outside)).licence).toBe('apache-2.0');
  });

  it('waits as long as a busy hub asks, and names what it waits for', async () => {
    Object.assign(hub.faults, { busyAnswers: 2, retryAfter: '7' });
    await getBase({ ref: 'org/tiny' }, effects(), outside);
    expect(waits).toEqual([7000, 7000]);
    expect(events).toContainEqual(
      expect.objectContaining({ code: 'model/hub-busy', values: { endpoint: hub.endpoint, status: 429, seconds: 7 } }),
    );
    Object.assign(hub.faults, { busyAnswers: 1, retryAfter: '86400' });
    await expect(getBase({ ref: 'org/other' }, effects(), outside)).rejects.toMatchObject({
      code: 'model/hub-busy',
      values: { seconds: 86_400 },
    });
    hub.faults.busyAnswers = 100;
    await expect(getBase({ ref: 'org/other' }, effects(), withVariables({ HF_TOKEN: 'hf_x' }))).rejects.toThrow('429');
  });

  it.each([
    ['org/gated', undefined, 'model/hub-gated', '/org/gated, accept the terms there, make a token'],
    ['org/gated', 'hf_other', 'model/hub-gated', '/org/gated with the account that your token belongs to'],
    ['org/none', undefined, 'model/hub-forbidden', 'Check the name'],
    ['org/none', 'hf_other', 'model/hub-not-found', 'Check name'],
    ['org/tiny@v9', undefined, 'model/hub-not-found', 'Check name'],
  ])('says of %s with token %s what the refusal means', async (ref, token, code, next) => {
    const known = withVariables(token === undefined ? {} : { HF_TOKEN: token });
    await expect(getBase({ ref }, effects(), known)).rejects.toMatchObject({
      code,
      next: expect.stringContaining(next),
    });
  });

  it('gives the token to the hub alone, from the variable or the file, and shows it nowhere', async () => {
    const token = 'hf_granted';
    await getBase({ ref: 'org/gated' }, effects(), withVariables({ HF_TOKEN: `${token}\n` }));
    expect(new Set(seenAt('hub').map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${token}`]));
    expect(seenAt('cdn').length).toBeGreaterThan(0);
    expect(seenAt('cdn').every(({ authorization }) => authorization === undefined)).toBe(true);

    writeFileSync(join(outside.environment.HF_HOME ?? '', 'token'), `${token}\n`);
    hub.reset();
    await getBase({ ref: 'org/gated@v1' }, effects(), outside);
    expect(seenAt('hub')[0]?.authorization).toBe(`Bearer ${token}`);

    const said: unknown[] = [];
    const trouble: Partial<typeof hub.faults>[] = [
      { busyAnswers: 100 },
      { webPage: true },
      { bodyBytes: 0, endsQuietly: true },
      { body: (path, bytes) => (path === weightsFile ? Buffer.alloc(bytes.length) : bytes) },
    ];
    for (const fault of trouble) {
      hub.reset();
      Object.assign(hub.faults, fault);
      const home = mkdtempSync(join(root, 'home-'));
      const known = withVariables({ HF_TOKEN: token, HF_HOME: home });
      const error: unknown = await getBase({ ref: 'org/gated' }, effects(), known).catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(Error);
      said.push(inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), readTree(home));
    }
    const broken = withVariables({ HF_TOKEN: `${token}\u0000x` });
    const refused: unknown = await getBase({ ref: 'org/gated' }, effects(), broken).catch(
      (failure: unknown) => failure,
    );
    expect(refused).toMatchObject({ code: 'model/bad-token' });
    said.push(
      inspect(refused, { depth: 9 }),
      JSON.stringify(events),
      readTree(outside.environment.HF_HOME ?? '', 'token'),
    );
    for (const text of said) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(signature);
    }
  });

  it("takes a mirror's user name and password out of its address", async () => {
    const address = hub.endpoint.replace('http://', 'http://ministry:s%40crab@');
    const error: unknown = await getBase({ ref: 'org/none' }, effects(), withVariables({ HF_ENDPOINT: address })).catch(
      (failure: unknown) => failure,
    );
    expect(seenAt('hub')[0]?.authorization).toBe(`Basic ${Buffer.from('ministry:s@crab').toString('base64')}`);
    expect(inspect(error, { depth: 9 })).not.toContain('crab');
  });

  it('waits for another process that downloads the same', async () => {
    const cacheFolder = join(outside.environment.HF_HOME ?? '', 'hub');
    const held = await lockRepository(cacheFolder, 'org/tiny');
    const waiting: Outside = { ...outside, wait: async () => held?.[Symbol.dispose]() };
    await getBase({ ref: 'org/tiny' }, effects(), waiting);
    expect(events).toContainEqual(expect.objectContaining({ code: 'model/hub-locked' }));
  });

  it('tells the licence that the card names before anything is fetched', async () => {
    hub.licence = 'llama3.2';
    const refused = getBase({ ref: 'org/tiny' }, effects(), outside, async (licence) => {
      throw new Error(`not ${licence}`);
    });
    await expect(refused).rejects.toThrow('not llama3.2');
    expect(hub.requests).toHaveLength(1);
  });

  it('refuses a repository of pickles before it downloads one', async () => {
    const kept = weights();
    hub.files.delete(weightsFile);
    hub.files.set('pytorch_model.bin', kept);
    try {
      await expect(getBase({ ref: 'org/tiny' }, effects(), outside)).rejects.toMatchObject({ code: 'model/pickle' });
      expect(hub.requests).toHaveLength(1);
    } finally {
      hub.files.delete('pytorch_model.bin');
      hub.files.set(weightsFile, kept);
    }
  });
});

describe('a base of the catalogue', () => {
  it('names every source that refused', async () => {
    const gone = withVariables({ HF_ENDPOINT: 'http://127.0.0.1:1' });
    await expect(getBase({ ref: 'smollm2-135m-instruct' }, effects(), gone)).rejects.toMatchObject({
      code: 'model/no-source',
      found: expect.stringMatching(/127\.0\.0\.1:1 did not answer.*no python3/s),
    });
    const codes = events.map((event) => (event.type === 'notice' ? event.code : event.type));
    expect(codes).toEqual(['model/source-tried', 'model/source-refused', 'model/source-tried', 'model/source-refused']);
  });

  it('takes a folder or a file as it is, and refuses what is nothing', async () => {
    const folder = join(root, 'source');
    expect(await getBase({ ref: folder }, effects(), outside)).toMatchObject({ path: folder, source: folder });
    mkdirSync(join(root, 'empty'));
    await expect(getBase({ ref: join(root, 'empty') }, effects(), outside)).rejects.toMatchObject({
      code: 'model/not-a-model',
    });
    writeFileSync(join(root, 'cut.gguf'), 'GGUF');
    await expect(getBase({ ref: join(root, 'cut.gguf') }, effects(), outside)).rejects.toMatchObject({
      code: 'model/file-truncated',
    });
    for (const ref of ['smollm', './nowhere/x.gguf', 'a/b/c', 'org/name@../../x']) {
      await expect(getBase({ ref }, effects(), outside)).rejects.toMatchObject({ code: 'model/unknown-base' });
    }
    expect(hub.requests).toHaveLength(0);
  });
});

/** Names and contents of everything in a folder. */
function readTree(folder: string, except = ''): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== except)
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`)
    .join('\n');
}
