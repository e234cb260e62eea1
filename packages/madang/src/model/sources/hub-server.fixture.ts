// A hub on this machine that speaks the public hub's wire protocol: revision and tree, `resolve` with redirects to the
// resolve cache (small files) and to a signed address on another origin (large files), ranges, ETags, gated models, busy
// answers. `faults` makes it, its CDN or a proxy before it behave badly.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const commit = '0123456789'.repeat(4);
/** In the address that large files are redirected to; it must be seen nowhere. */
export const signature = 'signed-for-a-while';

export interface SeenRequest {
  readonly server: 'hub' | 'cdn';
  readonly method: string;
  readonly url: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export interface Faults {
  /** Answers HTTP 429 so many times. */
  busyAnswers: number;
  retryAfter: string | undefined;
  /** Ends every large body after so many bytes: by a broken connection, or as if it were whole. */
  bodyBytes: number | undefined;
  endsQuietly: boolean;
  /** Answers 200 with the whole file, as some proxies do. */
  ignoresRanges: boolean;
  /** A sign-in page in place of large files. */
  webPage: boolean;
  /** Other bytes than were announced. */
  body: ((path: string, bytes: Buffer) => Buffer) | undefined;
  /** Of large files, by the number of the request for them. */
  etag: ((sha256: string, request: number) => string) | undefined;
  bytesPerSecond: number | undefined;
}

export interface HubServer extends AsyncDisposable {
  readonly endpoint: string;
  /** By path; every repository below `org/` has them. */
  readonly files: Map<string, Buffer>;
  readonly requests: SeenRequest[];
  readonly faults: Faults;
  sentBytes: number;
  /** Of the model's card. */
  licence: string | undefined;
  /** Forgets requests and faults. */
  readonly reset: () => void;
}

const noFaults: Faults = {
  busyAnswers: 0,
  retryAfter: undefined,
  bodyBytes: undefined,
  endsQuietly: false,
  ignoresRanges: false,
  webPage: false,
  body: undefined,
  etag: undefined,
  bytesPerSecond: undefined,
};

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
export const gitSha1 = (bytes: Buffer) =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
const isLarge = (path: string) => /\.(safetensors|bin)$/.test(path);

export async function openHubServer(): Promise<HubServer> {
  const files = new Map<string, Buffer>();
  const requests: SeenRequest[] = [];
  const faults: Faults = { ...noFaults };
  const hub = createServer((request, response) => answerHub(request, response));
  const cdn = createServer((request, response) => answerCdn(request, response));
  const origins = await Promise.all([hub, cdn].map(listen));
  const [endpoint = '', cdnOrigin = ''] = origins;
  const hashes = new Map<Buffer, string>();
  let cdnRequests = 0;

  function hashOf(bytes: Buffer): string {
    const known = hashes.get(bytes) ?? sha256(bytes);
    hashes.set(bytes, known);
    return known;
  }

  function see(server: 'hub' | 'cdn', { method = '', url = '', headers }: IncomingMessage): string {
    requests.push({ server, method, url, range: headers.range, authorization: headers.authorization });
    return url;
  }

  function answerHub(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(see('hub', request), endpoint);
    const path = decodeURIComponent(url.pathname);
    if (faults.busyAnswers > 0) {
      faults.busyAnswers -= 1;
      const { retryAfter } = faults;
      return void response.writeHead(429, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end();
    }
    if (/\/(api\/models\/)?old\//.test(path)) {
      return void response.writeHead(307, { location: request.url?.replace('old/', 'org/') }).end();
    }
    const refusal = refusalFor(path, request.headers.authorization);
    if (refusal) {
      return void response.writeHead(refusal.status, { 'x-error-code': refusal.code, 'x-error-message': 'no' }).end();
    }
    if (/^\/api\/models\/org\/\w+\/revision\//.test(path)) return void answerJson(response, revision());
    if (/^\/api\/models\/org\/\w+\/tree\//.test(path)) return void answerJson(response, entries());
    if (/^\/api\/models\/org\/\w+\/paths-info\//.test(path)) return void answerPaths(request, response);
    const cached = /^\/api\/resolve-cache\/models\/org\/\w+\/[0-9a-f]{40}\/(.+)$/.exec(path)?.[1];
    const small = files.get(cached ?? '');
    if (cached && small) {
      const served = faults.body?.(cached, small) ?? small;
      return void sendBody(request, response, served, `"${gitSha1(small)}"`);
    }
    const [, repository, name = ''] = /^\/(org\/\w+)\/resolve\/[^/]+\/(.+)$/.exec(path) ?? [];
    const bytes = files.get(name);
    if (!bytes) return void response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
    redirect(response, `${repository}`, name, bytes);
  }

  function redirect(response: ServerResponse, repository: string, name: string, bytes: Buffer): void {
    const location = isLarge(name)
      ? `${cdnOrigin}/${hashOf(bytes)}?name=${encodeURIComponent(name)}&signature=${signature}`
      : `/api/resolve-cache/models/${repository}/${commit}/${name.split('/').map(encodeURIComponent).join('/')}`;
    const linked = isLarge(name)
      ? { 'x-linked-etag': `"${hashOf(bytes)}"`, 'x-linked-size': String(bytes.length) }
      : { etag: `"${gitSha1(bytes)}"` };
    const { length } = bytes;
    const head = { ...linked, location, 'x-repo-commit': commit, 'accept-ranges': 'bytes', 'content-length': 0 };
    response.writeHead(isLarge(name) ? 302 : 307, isLarge(name) ? head : { ...head, 'x-linked-size': length }).end();
  }

  function answerCdn(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(see('cdn', request), cdnOrigin);
    const name = url.searchParams.get('name') ?? '';
    const bytes = files.get(name);
    if (!bytes || url.searchParams.get('signature') !== signature) return void response.writeHead(403).end();
    if (faults.webPage) {
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in to this network</h1>');
    }
    cdnRequests += 1;
    const etag = faults.etag?.(hashOf(bytes), cdnRequests) ?? hashOf(bytes);
    sendBody(request, response, faults.body?.(name, bytes) ?? bytes, `"${etag}"`, faults);
  }

  function sendBody(
    request: IncomingMessage,
    response: ServerResponse,
    bytes: Buffer,
    etag: string,
    { bodyBytes, endsQuietly, ignoresRanges, bytesPerSecond }: Partial<Faults> = {},
  ): void {
    const [, from, to] = (!ignoresRanges && /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')) || [];
    const start = Number(from ?? 0);
    const end = Math.min(to ? Number(to) + 1 : bytes.length, bytes.length);
    const ranged = from === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` };
    const length = endsQuietly ? Math.min(end - start, bodyBytes ?? end - start) : end - start;
    const type = 'application/octet-stream';
    response.writeHead(from === undefined ? 200 : 206, {
      etag,
      'content-length': length,
      'content-type': type,
      'accept-ranges': 'bytes',
      'x-repo-commit': commit,
      ...ranged,
    });
    if (request.method === 'HEAD') return void response.end();
    const body = bytes.subarray(start, Math.min(end, start + (bodyBytes ?? Number.POSITIVE_INFINITY)));
    server.sentBytes += body.length;
    if (bytesPerSecond !== undefined) return void trickle(response, body, bytesPerSecond);
    if (body.length === length) return void response.end(body);
    // what the client has not read when the connection breaks is lost to it
    response.write(body, () => setTimeout(() => response.destroy(), 100));
  }

  async function trickle(response: ServerResponse, body: Buffer, bytesPerSecond: number): Promise<void> {
    server.sentBytes -= body.length;
    const step = Math.ceil(bytesPerSecond / 50);
    response.setMaxListeners(0);
    for (let at = 0; at < body.length && !response.destroyed; at += step) {
      const chunk = body.subarray(at, at + step);
      if (!response.write(chunk))
        await new Promise((drained) => response.once('drain', drained).once('close', drained));
      server.sentBytes += chunk.length;
      await new Promise((later) => setTimeout(later, 20));
    }
    response.end();
  }

  const entries = () =>
    [...files].map(([path, bytes]) => ({
      type: 'file',
      path,
      size: bytes.length,
      oid: gitSha1(bytes),
      ...(isLarge(path) ? { lfs: { oid: hashOf(bytes), size: bytes.length, pointerSize: 130 } } : {}),
    }));

  async function answerPaths(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const asked = text.startsWith('{') ? [JSON.parse(text).paths].flat() : new URLSearchParams(text).getAll('paths');
    answerJson(
      response,
      entries()
        .filter(({ path }) => asked.includes(path))
        .map((entry) => ({ ...entry, lastCommit: { id: commit, title: '', date: '2026-01-01T00:00:00.000Z' } })),
    );
  }

  function revision() {
    const siblings = [...files].map(([rfilename, bytes]) => ({
      rfilename,
      size: bytes.length,
      blobId: gitSha1(bytes),
      ...(isLarge(rfilename) ? { lfs: { sha256: hashOf(bytes), size: bytes.length, pointerSize: 130 } } : {}),
    }));
    const [first] = siblings;
    const hostile = ['../../evil', 'a/../../evil', '/evil'].map((rfilename) => ({ ...first, rfilename }));
    return {
      _id: '1',
      id: 'org/tiny',
      modelId: 'org/tiny',
      sha: commit,
      private: false,
      gated: false,
      likes: 0,
      downloads: 0,
      tags: [],
      lastModified: '2026-01-01T00:00:00.000Z',
      cardData: { license: server.licence },
      siblings: [...siblings, ...hostile],
    };
  }

  const server: HubServer = {
    endpoint,
    files,
    requests,
    faults,
    sentBytes: 0,
    licence: undefined,
    reset: () => {
      requests.length = 0;
      server.sentBytes = 0;
      server.licence = undefined;
      cdnRequests = 0;
      Object.assign(faults, noFaults);
    },
    [Symbol.asyncDispose]: async () => {
      for (const opened of [hub, cdn]) {
        opened.closeAllConnections();
        await new Promise((closed) => opened.close(closed));
      }
    },
  };
  return server;
}

function refusalFor(path: string, authorization: string | undefined): { status: number; code: string } | undefined {
  const [, name, revision] = /\/org\/(\w+)\/(?:revision\/(\S+))?/.exec(`${path}/`) ?? [];
  if (name === 'gated' && authorization !== 'Bearer hf_granted') {
    return { status: authorization === undefined ? 401 : 403, code: 'GatedRepo' };
  }
  if (name !== 'tiny' && name !== 'gated') {
    return authorization === undefined ? { status: 401, code: 'RepoNotFound' } : { status: 404, code: 'RepoNotFound' };
  }
  const isKnown = revision === undefined || /^(main|v1|0123456789{0,4}.*)\/?$/.test(revision);
  return isKnown ? undefined : { status: 404, code: 'RevisionNotFound' };
}

function answerJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
