// The family of containers, chosen by the file's ending, or by its first bytes where the ending is no one's.
import { bzip2, gzip, xz, zstd } from './compressed.ts';
import type { Container } from './container.ts';
import { tar } from './tar.ts';
import { zip } from './zip.ts';

export const containers: readonly Container[] = [gzip, bzip2, xz, zstd, zip, tar];

export interface Unpacking {
  readonly container: Container;
  /** The name without the container's ending: `a.tar` of `a.tgz`. */
  readonly inner: string;
}

export function unpackingFor(path: string): Unpacking | undefined {
  const name = path.toLowerCase();
  for (const container of containers) {
    for (const [ending, rest] of Object.entries(container.endings)) {
      if (name.endsWith(ending)) return { container, inner: path.slice(0, -ending.length) + rest };
    }
  }
  return undefined;
}

/** Endings that say nothing. Others may name a format that is packed in a zip: `.pptx` is no archive of texts. */
const emptyEnding = /(?:^|\/)[^./]+$|\.(?:bad|bin|dat|download|part|tmp|\d+)$/i;

export function unpackingBySignature(path: string, start: Uint8Array): Unpacking | undefined {
  if (!emptyEnding.test(path)) return undefined;
  const container = containers.find(({ signature, signatureAt }) =>
    signature.every((byte, at) => start[signatureAt + at] === byte),
  );
  return container && { container, inner: path };
}
