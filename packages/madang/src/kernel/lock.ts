// One writer a graft folder: an exclusive SQLite transaction on `.madang/lock.sqlite`. The system releases it when
// the process dies, kill -9 included.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errorsOf } from './errors.ts';
import { en } from './messages.en.ts';

const kernelError = errorsOf('kernel', en.errors);

/** Holds the lock until disposed; throws `kernel/locked` when another process has it. */
export function lockFolder(graftFolder: string): Disposable {
  const folder = join(graftFolder, '.madang');
  mkdirSync(folder, { recursive: true });
  const holderFile = join(folder, 'lock.pid');
  const lock = takeLock(join(folder, 'lock.sqlite'));
  if (!lock) throw kernelError('conflict', 'locked', { folder: graftFolder, holder: readHolder(holderFile) });
  writeFileSync(holderFile, `${process.pid}\n`);
  return lock;
}

/** Holds the lock on one file until disposed; undefined where another process has it. */
export function takeLock(path: string): Disposable | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (/locked|busy/.test((error as Error).message)) return undefined;
    throw error;
  }
  return { [Symbol.dispose]: () => database.close() };
}

function readHolder(holderFile: string): string {
  try {
    return `pid ${readFileSync(holderFile, 'utf8').trim()}`;
  } catch {
    return 'unknown pid';
  }
}
