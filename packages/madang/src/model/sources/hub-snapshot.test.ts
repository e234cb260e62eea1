import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MadangEvent } from '../../kernel/events.ts';
import { exportHuggingFace } from '../export-hugging-face.ts';
import { getBase } from '../get-base.operation.ts';
import { quietEffects } from '../real-base.fixture.ts';
import { tinyModel } from '../tiny-model.fixture.ts';
import type { Outside } from './outside.ts';

// A hub on this machine: the two routes that a download needs, range requests, one gated model, one that breaks off.
const commit = '0123456789'.repeat(4);
const root = mkdtempSync(join(tmpdir(), 'madang-hub-'));
const files = new Map<string, Buffer>();
const requests: { url: string; range: string | undefined; authorization: string | undefined }[] = [];
let breakOffAt: number | undefined;
let served: ((path: string, bytes: Buffer) => Buffer) | undefined;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const gitSha1 = (bytes: Buffer) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
const isLarge = (path: string) => path.endsWith('.safetensors') || path.endsWith('.bin');

function answerHub(request: IncomingMessage, response: ServerResponse): void {
  const url = request.url ?? '';
  const { range, authorization } = request.headers;
  requests.push({ url, range, authorization });
  if (url.startsWith('/api/models/org/gated/') && authorization !== 'Bearer secret')
    return void response.writeHead(401).end();
  if (/^\/api\/models\/org\/(tiny|gated)\/revision\/(main|v1|0123456789.*)\?blobs=true$/.test(url)) {
    const siblings = [...files].map(([rfilename, bytes]) => ({
      rfilename,
      size: bytes.length,
      blobId: gitSha1(bytes),
      ...(isLarge(rfilename) ? { lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 130 } } : {}),
    }));
    return void response.end(
      JSON.stringify({
        id: 'org/tiny',
        sha: commit,
        siblings: [...siblings, { ...siblings[0], rfilename: '../../evil' }],
      }),
    );
  }
  const [, path = ''] = new RegExp(`^/org/(?:tiny|gated)/resolve/${commit}/(.+)$`).exec(url) ?? [];
  const bytes = files.get(path);
  if (!bytes) return void response.writeHead(404).end();
  const body = served ? served(path, bytes) : bytes;
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': body.length - start });
  if (breakOffAt === undefined || !isLarge(path)) return void response.end(body.subarray(start));
  // what the client has not read when the connection breaks is lost to it
  response.write(body.subarray(start, breakOffAt), () => setTimeout(() => response.destroy(), 200));
}

const server = createServer(answerHub);
let outside: Outside;

beforeAll(async () => {
  const folder = join(root, 'source');
  await exportHuggingFace(folder, { ...tinyModel(), type: 'BF16' });
  for (const name of ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json']) {
    files.set(name, readFileSync(join(folder, name)));
  }
  files.set('README.md', Buffer.from('---\nlicense: apache-2.0\n---\n'));
  files.set('onnx/model.onnx', Buffer.from('not wanted'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  requests.length = 0;
  breakOffAt = undefined;
  served = undefined;
  const home = mkdtempSync(join(root, 'home-'));
  const { port } = server.address() as AddressInfo;
  outside = {
    fetch: globalThis.fetch,
    runProcess: async () => ({ exitCode: undefined, output: 'no such program' }),
    environment: { HF_ENDPOINT: `http://127.0.0.1:${port}/`, HF_HOME: home, MADANG_HOME: join(home, 'madang') },
  };
});

function repositoryFolder(): string {
  return join(outside.environment.HF_HOME ?? '', 'hub', 'models--org--tiny');
}

describe('a base on a hub', () => {
  it("lands in the hub's own cache layout, and opens", async () => {
    const base = await getBase({ ref: 'org/tiny' }, quietEffects(), outside);
    const folder = repositoryFolder();
    expect(base).toMatchObject({
      path: join(folder, 'snapshots', commit),
      source: `hub org/tiny@${commit}`,
      licence: 'apache-2.0',
    });
    expect(readFileSync(join(folder, 'refs', 'main'), 'utf8')).toBe(commit);
    const weights = files.get('model.safetensors') ?? Buffer.alloc(0);
    const link = join(base.path, 'model.safetensors');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readlinkSync(link)).toBe(join('..', '..', 'blobs', sha256(weights)));
    expect(existsSync(join(folder, 'blobs', gitSha1(files.get('config.json') ?? Buffer.alloc(0))))).toBe(true);
    expect(existsSync(join(base.path, 'onnx'))).toBe(false);
    expect(requests.some(({ url }) => url.includes('evil') || url.includes('onnx'))).toBe(false);
  });

  it('is not downloaded twice, and serves offline and when the hub is gone', async () => {
    const first = await getBase({ ref: 'org/tiny@v1' }, quietEffects(), outside);
    requests.length = 0;
    expect(await getBase({ ref: 'org/tiny@v1' }, quietEffects(), outside)).toEqual(first);
    expect(requests).toHaveLength(1);

    const offline = { ...outside, environment: { ...outside.environment, HF_HUB_OFFLINE: '1' } };
    requests.length = 0;
    expect(await getBase({ ref: 'org/tiny@v1' }, quietEffects(), offline)).toEqual(first);
    expect(requests).toHaveLength(0);
    await expect(getBase({ ref: 'org/tiny' }, quietEffects(), offline)).rejects.toMatchObject({
      code: 'model/hub-offline',
    });

    const gone = { ...outside, environment: { ...outside.environment, HF_ENDPOINT: 'http://127.0.0.1:1' } };
    expect(await getBase({ ref: `org/tiny@${commit}` }, quietEffects(), gone)).toMatchObject({ path: first.path });
    await expect(getBase({ ref: 'org/other' }, quietEffects(), gone)).rejects.toMatchObject({
      code: 'model/hub-unreachable',
    });
  });

  it('goes on where a broken download stopped', async () => {
    breakOffAt = 10_000;
    await expect(getBase({ ref: 'org/tiny' }, quietEffects(), outside)).rejects.toMatchObject({
      code: 'model/download-broken',
    });
    expect(existsSync(join(repositoryFolder(), 'refs', 'main'))).toBe(false);
    breakOffAt = undefined;
    requests.length = 0;
    await getBase({ ref: 'org/tiny' }, quietEffects(), outside);
    const [request] = requests.filter(({ url }) => url.endsWith('model.safetensors'));
    const resumedAt = Number(/^bytes=(\d+)-$/.exec(request?.range ?? '')?.[1]);
    expect(resumedAt).toBeGreaterThan(0);
    expect(resumedAt).toBeLessThanOrEqual(10_000);
  });

  it.each(['model.safetensors', 'tokenizer.json'])('throws %s away when its hash is another', async (changed) => {
    served = (path, bytes) =>
      path === changed ? Buffer.from(bytes.map((byte, at) => (at === 99 ? byte ^ 1 : byte))) : bytes;
    await expect(getBase({ ref: 'org/tiny' }, quietEffects(), outside)).rejects.toMatchObject({
      code: 'model/hash-mismatch',
    });
    served = undefined;
    expect((await getBase({ ref: 'org/tiny' }, quietEffects(), outside)).licence).toBe('apache-2.0');
  });

  it('gives the token to the hub, and says what a refusal means', async () => {
    await expect(getBase({ ref: 'org/gated' }, quietEffects(), outside)).rejects.toMatchObject({
      code: 'model/hub-forbidden',
    });
    const known = { ...outside, environment: { ...outside.environment, HF_TOKEN: 'secret' } };
    await getBase({ ref: 'org/gated' }, quietEffects(), known);
    expect(requests.at(-1)?.authorization).toBe('Bearer secret');
    await expect(getBase({ ref: 'org/none' }, quietEffects(), outside)).rejects.toMatchObject({
      code: 'model/hub-not-found',
    });
  });

  it('refuses a repository of pickles before it downloads one', async () => {
    const weights = files.get('model.safetensors') ?? Buffer.alloc(0);
    files.delete('model.safetensors');
    files.set('pytorch_model.bin', weights);
    try {
      await expect(getBase({ ref: 'org/tiny' }, quietEffects(), outside)).rejects.toMatchObject({
        code: 'model/pickle',
      });
      expect(requests).toHaveLength(1);
    } finally {
      files.delete('pytorch_model.bin');
      files.set('model.safetensors', weights);
    }
  });
});

describe('a base of the catalogue', () => {
  it('names every source that refused', async () => {
    const events: MadangEvent[] = [];
    const effects = { ...quietEffects(), emit: (event: MadangEvent) => void events.push(event) };
    const gone = { ...outside, environment: { ...outside.environment, HF_ENDPOINT: 'http://127.0.0.1:1' } };
    await expect(getBase({ ref: 'smollm2-135m-instruct' }, effects, gone)).rejects.toMatchObject({
      code: 'model/no-source',
      found: expect.stringMatching(/127\.0\.0\.1:1 did not answer.*no python3/s),
    });
    const codes = events.map((event) => (event.type === 'notice' ? event.code : event.type));
    expect(codes).toEqual(['model/source-tried', 'model/source-refused', 'model/source-tried', 'model/source-refused']);
  });

  it('takes a folder or a file as it is, and refuses what is nothing', async () => {
    const folder = join(root, 'source');
    expect(await getBase({ ref: folder }, quietEffects(), outside)).toMatchObject({ path: folder, source: folder });
    mkdirSync(join(root, 'empty'));
    await expect(getBase({ ref: join(root, 'empty') }, quietEffects(), outside)).rejects.toMatchObject({
      code: 'model/not-a-model',
    });
    writeFileSync(join(root, 'cut.gguf'), 'GGUF');
    await expect(getBase({ ref: join(root, 'cut.gguf') }, quietEffects(), outside)).rejects.toMatchObject({
      code: 'model/file-truncated',
    });
    for (const ref of ['smollm', './nowhere/x.gguf', 'a/b/c', 'org/name@../../x']) {
      await expect(getBase({ ref }, quietEffects(), outside)).rejects.toMatchObject({ code: 'model/unknown-base' });
    }
    expect(requests).toHaveLength(0);
  });
});
