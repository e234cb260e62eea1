// Which files a source has: the file itself, or all files under the folder, sorted by the UTF-8 bytes of their paths.
// Hidden files and the graft's own folder are passed over. Links inside a folder are not followed; one that leads out
// of it is reported.
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { compareUtf8 } from '../kernel/hash.ts';

export interface ListedFile {
  /** As the source names it, `/`-separated: `texts/a.txt`. */
  readonly path: string;
  readonly absolute: string;
  readonly problem?: 'link-outside' | 'not-a-file' | 'no-permission';
}

/** Absent: there is no such file or folder. */
export async function listFiles(
  textsFolder: string,
  sourcePath: string,
  graftFolder: string,
): Promise<ListedFile[] | undefined> {
  const root = resolve(textsFolder, sourcePath);
  const shown = sourcePath
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/+)+/, '')
    .replace(/\/+$/, '');
  const found = await stat(root).catch(() => undefined);
  if (!found) return undefined;
  if (!found.isDirectory()) {
    return [{ path: shown, absolute: root, ...(found.isFile() ? {} : { problem: 'not-a-file' as const }) }];
  }
  const files = await walk(root, shown === '.' ? '' : shown, await realpath(root), resolve(graftFolder));
  return files.sort((a, b) => compareUtf8(a.path, b.path));
}

async function walk(folder: string, shown: string, realRoot: string, graftFolder: string): Promise<ListedFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return [{ path: shown, absolute: folder, problem: 'no-permission' }];
  const files: ListedFile[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const absolute = join(folder, entry.name);
    const path = shown === '' ? entry.name : `${shown}/${entry.name}`;
    if (entry.isFile()) files.push({ path, absolute });
    else if (entry.isDirectory()) {
      if (absolute !== graftFolder) files.push(...(await walk(absolute, path, realRoot, graftFolder)));
    } else if (!entry.isSymbolicLink()) files.push({ path, absolute, problem: 'not-a-file' });
    else if (!(await leadsInside(absolute, realRoot))) files.push({ path, absolute, problem: 'link-outside' });
  }
  return files;
}

/** What a link inside leads to is read at its own place. */
async function leadsInside(link: string, realRoot: string): Promise<boolean> {
  const target = await realpath(link).catch(() => undefined);
  return target !== undefined && (target === realRoot || target.startsWith(realRoot + sep));
}
