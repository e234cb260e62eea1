// A document that is a zip of XML parts (HWPX, OOXML, ODF, EPUB), read in memory with yauzl. A part is unpacked up to a
// limit, whatever size it declares, and its CRC-32 is compared: a flipped byte never becomes a wrong letter.
import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { nameFormat } from '../name-format.ts';
import { Refusal } from '../read-binary.ts';
import { parseXml, type XmlElement } from './parse-xml.ts';

/** Deflate reaches 1,032:1; the longest text parts seen, sheets, are 100 MB. */
const maximumPartBytes = 128 * 2 ** 20;
const maximumPackageBytes = 512 * 2 ** 20;
const maximumParts = 20_000;

export interface Package {
  readonly names: readonly string[];
  /** Absent: there is no such part. */
  readonly read: (name: string) => Promise<Uint8Array | undefined>;
}

export async function openPackage(bytes: Uint8Array, format: string): Promise<Package> {
  const found = nameFormat(bytes);
  if (found === 'OLE' && Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
    throw new Refusal('encrypted', { format });
  }
  if (found !== 'zip') throw new Refusal('other-format', { format, found });
  const { fromBufferPromise } = await import('yauzl');
  const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
    lazyEntries: true,
    autoClose: false,
  });
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entries.size >= maximumParts) throw new Refusal('too-many-parts', { limit: maximumParts });
    entries.set(entry.fileName, entry);
  }
  let unpackedBytes = 0;
  return {
    names: [...entries.keys()],
    read: async (name) => {
      const entry = entries.get(name);
      if (!entry) return undefined;
      if (entry.isEncrypted()) throw new Refusal('encrypted', { format });
      const part = await unpack(zip, entry);
      unpackedBytes += part.length;
      if (unpackedBytes > maximumPackageBytes) throw tooLarge(maximumPackageBytes);
      if (crc32(part) !== entry.crc32) throw new Refusal('damaged-file', { format, reason: `CRC-32 of ${name}` });
      return part;
    },
  };
}

async function unpack(zip: ZipFile, entry: Entry): Promise<Buffer> {
  if (entry.uncompressedSize > maximumPartBytes) throw tooLarge(maximumPartBytes);
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    sizeBytes += chunk.length;
    if (sizeBytes > maximumPartBytes) throw tooLarge(maximumPartBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(limitBytes: number): Refusal {
  return new Refusal('part-too-large', { limitBytes });
}

export async function readXml(opened: Package, name: string): Promise<XmlElement | undefined> {
  const part = await opened.read(name);
  return part && parseXml(part);
}
