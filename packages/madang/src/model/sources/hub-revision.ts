// Asks a hub which commit a revision is and which files it holds, with sizes and hashes (`/api/models/…?blobs=true`).
import { z } from 'zod';
import { MadangError } from '../../kernel/errors.ts';
import { modelError } from '../errors.ts';
import { licenceIn } from '../licence.ts';
import { askHub, type Hub, reasonOf, refusalOf } from './ask-hub.ts';

/** A machine without a way to the hub must learn it soon, and try the next source. */
const answerTimeoutMs = 5000;

export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Blob name in the cache: SHA-256 of a large file, else git's SHA-1 of the blob. */
  readonly etag: string;
  readonly hash: 'sha256' | 'git-sha1';
}

export interface HubRevision {
  readonly commit: string;
  readonly files: readonly HubFile[];
  /** As the model's card names it. */
  readonly licence: string | undefined;
}

const revisionSchema = z.looseObject({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  /** The front matter of the model's card. */
  cardData: z.unknown(),
  siblings: z.array(
    z.looseObject({
      rfilename: z.string(),
      size: z.number().int().nonnegative(),
      blobId: z.string().regex(/^[0-9a-f]{40}$/),
      lfs: z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int() }).nullish(),
    }),
  ),
});

export async function readRevision(hub: Hub, revision: string): Promise<HubRevision> {
  const { repository, settings, signal } = hub;
  const { endpoint } = settings;
  const url = `${endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  let answer: unknown;
  try {
    const response = await askHub(hub, { url, headers: { accept: 'application/json' }, timeoutMs: answerTimeoutMs });
    if (!response.ok) throw refusalOf(hub, response, `${repository}@${revision}`);
    answer = await response.json();
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof MadangError) throw cause;
    throw modelError('unavailable', 'hub-unreachable', { endpoint, reason: reasonOf(cause) }, cause);
  }
  const parsed = revisionSchema.safeParse(answer);
  if (!parsed.success) {
    throw modelError('unavailable', 'hub-unreachable', { endpoint, reason: z.prettifyError(parsed.error) });
  }
  const files = parsed.data.siblings.filter(({ rfilename }) => isPlainPath(rfilename)).map(hubFileOf);
  return { commit: parsed.data.sha, files, licence: licenceIn(parsed.data.cardData) };
}

function hubFileOf(sibling: z.infer<typeof revisionSchema>['siblings'][number]): HubFile {
  const { rfilename: path, size, blobId, lfs } = sibling;
  return lfs
    ? { path, sizeBytes: lfs.size, etag: lfs.sha256, hash: 'sha256' }
    : { path, sizeBytes: size, etag: blobId, hash: 'git-sha1' };
}

/** Names come from the repository and are joined onto the cache folder: nothing may climb out of it. */
function isPlainPath(path: string): boolean {
  return /^[\w.-][\w. -]*(\/[\w.-][\w. -]*)*$/.test(path) && !path.split('/').some((part) => /^\.\.?$/.test(part));
}
