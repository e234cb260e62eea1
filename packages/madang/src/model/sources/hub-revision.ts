// Asks a hub which commit a revision is and which files it holds, with sizes and hashes (`/api/models/…?blobs=true`).
import { z } from 'zod';
import { modelError } from '../errors.ts';
import type { HubReference, HubSettings } from './hub-settings.ts';

/** A machine without a way to the hub must learn it soon, and try the next source. */
const answerTimeoutMs = 5000;

export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Blob name in the cache: SHA-256 of a large file, else git's SHA-1 of the blob. */
  readonly etag: string;
  readonly hash: 'sha256' | 'git-sha1';
}

const revisionSchema = z.looseObject({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.looseObject({
      rfilename: z.string(),
      size: z.number().int().nonnegative(),
      blobId: z.string().regex(/^[0-9a-f]{40}$/),
      lfs: z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int() }).nullish(),
    }),
  ),
});

export async function readRevision(
  settings: HubSettings,
  { repository, revision }: HubReference,
  fetchUrl: typeof fetch,
  signal: AbortSignal,
): Promise<{ commit: string; files: HubFile[] }> {
  const { endpoint } = settings;
  const url = `${endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const headers = authorization(settings.token);
  const signals = AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]);
  let answer: unknown;
  try {
    const response = await fetchUrl(url, { headers, signal: signals });
    if (!response.ok) throw refusal(url, response.status, `${repository}@${revision}`);
    answer = await response.json();
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof Error && cause.name === 'MadangError') throw cause;
    throw modelError('unavailable', 'hub-unreachable', { endpoint, reason: reasonOf(cause) }, cause);
  }
  const parsed = revisionSchema.safeParse(answer);
  if (!parsed.success) {
    throw modelError('unavailable', 'hub-unreachable', { endpoint, reason: z.prettifyError(parsed.error) });
  }
  const files = parsed.data.siblings.filter(({ rfilename }) => isPlainPath(rfilename)).map(hubFileOf);
  return { commit: parsed.data.sha, files };
}

function hubFileOf(sibling: z.infer<typeof revisionSchema>['siblings'][number]): HubFile {
  const { rfilename: path, size, blobId, lfs } = sibling;
  return lfs
    ? { path, sizeBytes: lfs.size, etag: lfs.sha256, hash: 'sha256' }
    : { path, sizeBytes: size, etag: blobId, hash: 'git-sha1' };
}

/** Names come from the repository and are joined onto the cache folder: nothing may climb out of it. */
function isPlainPath(path: string): boolean {
  return /^[\w.-]+(\/[\w.-]+)*$/.test(path) && !path.split('/').includes('..');
}

export function authorization(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

export function refusal(url: string, status: number, what: string) {
  if (status === 401 || status === 403) return modelError('unavailable', 'hub-forbidden', { what, status });
  if (status === 404) return modelError('missing', 'hub-not-found', { what });
  return modelError('unavailable', 'hub-unreachable', { endpoint: new URL(url).origin, reason: `HTTP ${status}` });
}

/** `fetch failed` says nothing: its cause does. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
