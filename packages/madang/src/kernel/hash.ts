// Hashes: SHA-256 in hex everywhere. A folder's hash covers its files' names and bytes, never `record.json`.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export function hashText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Sorts by UTF-8 bytes, as manifests and standards do (JavaScript's own order is UTF-16). */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

export interface FileHash {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Every file under `folder` (relative, `/`-separated, sorted by UTF-8 bytes) with size and hash. */
export async function hashFiles(folder: string): Promise<FileHash[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => path !== 'record.json')
    .sort(compareUtf8);
  const hashes: FileHash[] = [];
  for (const path of files) {
    const { size } = await stat(join(folder, path));
    hashes.push({ path, sizeBytes: size, sha256: await hashFile(join(folder, path)) });
  }
  return hashes;
}

export function combineHashes(files: readonly FileHash[]): string {
  return hashText(files.map((file) => `${file.sha256}  ${file.path}\n`).join(''));
}

/** JSON with sorted keys, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareUtf8(a, b)))
      : inner,
  );
}
