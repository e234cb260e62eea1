// Files that are one file, compressed: gzip (RFC 1952) and zstd (RFC 8878) by Node itself, bzip2 and xz by libraries. All
// read several streams one after another, as Wikimedia's dumps and Common Crawl's archives have them.
import { PassThrough, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type Container, damagedAs } from './container.ts';

type Decompress = (packed: Readable) => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;

export const gzip = compressed('gzip', { '.gz': '', '.tgz': '.tar' }, [0x1f, 0x8b], (packed) =>
  through(packed, createGunzip()),
);

export const zstd = compressed('zstd', { '.zst': '', '.tzst': '.tar' }, [0x28, 0xb5, 0x2f, 0xfd], (packed) =>
  through(packed, createZstdDecompress()),
);

export const bzip2 = compressed(
  'bzip2',
  { '.bz2': '', '.tbz2': '.tar', '.tbz': '.tar' },
  [0x42, 0x5a, 0x68],
  async (packed) => {
    const { default: unbzip2 } = await import('unbzip2-stream');
    return through(packed, unbzip2());
  },
);

export const xz = compressed(
  'xz',
  { '.xz': '', '.txz': '.tar' },
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  async (packed) => {
    const { XzReadableStream } = await import('xz-decompress');
    return new XzReadableStream(Readable.toWeb(packed) as ReadableStream<Uint8Array>) as AsyncIterable<Uint8Array>;
  },
);

function compressed(
  name: string,
  endings: Container['endings'],
  signature: readonly number[],
  decompress: Decompress,
): Container {
  return {
    name,
    endings,
    signature,
    signatureAt: 0,
    async *unpack(bytes, budget) {
      const packed = Readable.from(bytes, { objectMode: false });
      try {
        yield { bytes: budget.countUnpacked(damagedAs(name, await decompress(packed))) };
      } finally {
        packed.destroy();
      }
    },
  };
}

/** Through a last stream of Node's own kind, so that errors on the way reach who reads. */
function through(packed: Readable, unpacker: NodeJS.ReadWriteStream): AsyncIterable<Uint8Array> {
  const unpacked = new PassThrough();
  for (const stream of [packed, unpacker]) stream.on('error', (error) => unpacked.destroy(error));
  return packed.pipe(unpacker).pipe(unpacked);
}
