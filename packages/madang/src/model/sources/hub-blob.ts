// One file of a hub into the cache: written to `<blob>.incomplete`, taken up where an earlier attempt stopped, hashed,
// and renamed only when the hash is the one that the hub announced.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { modelError } from '../errors.ts';
import { writeAll } from '../formats/write-beside.ts';
import { authorization, type HubFile, reasonOf, refusal } from './hub-revision.ts';

/** A connection that gives nothing for so long is dead. */
const stallTimeoutMs = 30_000;

interface BlobRequest {
  readonly url: string;
  readonly blob: string;
  readonly file: HubFile;
  readonly token: string | undefined;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly progress: (bytes: number) => void;
}

export async function downloadBlob(request: BlobRequest): Promise<void> {
  const { blob, file, progress } = request;
  if (existsSync(blob)) return progress(file.sizeBytes);
  await mkdir(dirname(blob), { recursive: true });
  const incomplete = `${blob}.incomplete`;
  const present = await stat(incomplete).then(
    ({ size }) => size,
    () => 0,
  );
  if (present > file.sizeBytes) await rm(incomplete);
  if (present !== file.sizeBytes || file.sizeBytes === 0) {
    await fetchRest(request, incomplete, present > file.sizeBytes ? 0 : present);
  } else progress(present);

  const found = await hashAs(file, incomplete);
  if (found !== file.etag) {
    await rm(incomplete);
    throw modelError('input', 'hash-mismatch', { what: request.url, found, expected: file.etag });
  }
  await rename(incomplete, blob);
}

async function fetchRest(request: BlobRequest, incomplete: string, present: number): Promise<void> {
  const { url, file, token, signal, progress } = request;
  const headers = { ...authorization(token), ...(present > 0 ? { range: `bytes=${present}-` } : {}) };
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort(), stallTimeoutMs);
  try {
    const response = await request.fetch(url, { headers, signal: AbortSignal.any([signal, stalled.signal]) });
    if (!response.ok || !response.body) throw refusal(url, response.status, file.path);
    const resumes = response.status === 206;
    if (resumes) progress(present);
    const output = await open(incomplete, resumes ? 'a' : 'w');
    try {
      for await (const chunk of response.body) {
        clearTimeout(timer);
        timer = setTimeout(() => stalled.abort(), stallTimeoutMs);
        await writeAll(output, chunk);
        progress(chunk.length);
      }
    } finally {
      await output.close();
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof Error && cause.name === 'MadangError') throw cause;
    throw modelError('unavailable', 'download-broken', { url, reason: reasonOf(cause) }, cause);
  } finally {
    clearTimeout(timer);
  }
  const { size: found } = await stat(incomplete);
  if (found < file.sizeBytes) {
    const reason = `${found} / ${file.sizeBytes} bytes`;
    throw modelError('unavailable', 'download-broken', { url, reason });
  }
}

async function hashAs(file: HubFile, path: string): Promise<string> {
  const { size } = await stat(path);
  const hash = file.hash === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Links as the hub's tools do; where the system allows no links, the file is copied. */
export async function linkBlob(blob: string, path: string): Promise<void> {
  if (existsSync(path)) return;
  await mkdir(dirname(path), { recursive: true });
  try {
    await symlink(relative(dirname(path), blob), path);
  } catch {
    await copyFile(blob, path);
  }
}
