// One file of a hub into the cache: fetched beside its place, hashed, and renamed only when the hash is the one that the
// hub announced (SHA-256 of a large file, git's SHA-1 of a small one).
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, rename, stat, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { modelError } from '../errors.ts';
import type { Hub } from './ask-hub.ts';
import { downloadRanges } from './download-ranges.ts';
import type { HubFile } from './hub-revision.ts';
import { openPartialFile, removePartialFile } from './partial-file.ts';

export async function downloadBlob(
  hub: Hub,
  { url, blob, file }: { readonly url: string; readonly blob: string; readonly file: HubFile },
  progress: (bytes: number) => void,
): Promise<void> {
  const { sizeBytes, etag, path } = file;
  if (existsSync(blob)) return progress(sizeBytes);
  await mkdir(dirname(blob), { recursive: true });
  // a name of its own: the hub's Python tools write `<etag>.<random>.incomplete`, and know all that end so as leftovers
  const incomplete = `${blob}.madang.incomplete`;
  {
    await using partial = await openPartialFile(incomplete, sizeBytes);
    const what = `${hub.repository}/${path}`;
    if (sizeBytes > 0) await downloadRanges({ hub, url, what, sizeBytes, file: partial, progress });
  }
  const found = await hashAs(file, incomplete);
  if (found !== etag) {
    await removePartialFile(incomplete);
    throw modelError('input', 'hash-mismatch', { what: url, found, expected: etag });
  }
  await rename(incomplete, blob);
  await removePartialFile(incomplete);
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
