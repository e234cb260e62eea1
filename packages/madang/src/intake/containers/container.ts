// What a container is: it takes a packed file's bytes and gives what is in it, one member after another. A compressed
// file (gzip, bzip2, xz, zstd) has one member without a path; an archive (zip, tar) has one for each file.
import type { ReadBudget } from './read-budget.ts';

export interface Member {
  /** Absent: the file itself, compressed. */
  readonly path?: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** It is there, but cannot be read. */
  readonly problem?: 'encrypted';
}

export interface Container {
  readonly name: string;
  /** Lower-case endings with the dot, and what is left of them: `.tgz` leaves `.tar`. */
  readonly endings: Readonly<Record<string, string>>;
  /** The bytes that such a file begins with, at `signatureAt`. */
  readonly signature: readonly number[];
  readonly signatureAt: number;
  /** `file`: where the packed file lies on disk, if it does. */
  unpack(bytes: AsyncIterable<Uint8Array>, budget: ReadBudget, file?: string): AsyncIterable<Member>;
}

/** The packed data itself is wrong; what the libraries throw is turned into this. */
export class DamagedContainer extends Error {
  readonly container: string;
  constructor(container: string, cause: unknown) {
    super(`${container}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.container = container;
  }
}

/** Gives the bytes on, with errors of the unpacker as `DamagedContainer`; the system's own (`ENOENT`) stay. */
export async function* damagedAs<T>(container: string, bytes: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* bytes;
  } catch (error) {
    throw isOwn(error) ? error : new DamagedContainer(container, error);
  }
}

function isOwn(error: unknown): boolean {
  if (error instanceof DamagedContainer || (error instanceof Error && error.name === 'OverBudget')) return true;
  return error instanceof Error && 'syscall' in error;
}
