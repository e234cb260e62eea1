// Entries out of a zip file (a Python wheel is one), by PKWARE's APPNOTE: the directory at the end says where each lies;
// stored and deflated entries are read, as a stream. Wheels under 4 GiB need no Zip64.
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

const directoryEndBytes = 22;
const longestCommentBytes = 65_535;

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedBytes: number;
  readonly headerOffset: number;
}

/** None where the file is no whole zip file. */
export async function listZipEntries(path: string): Promise<ZipEntry[]> {
  const file = await open(path, 'r');
  try {
    return await readDirectory(file);
  } finally {
    await file.close();
  }
}

/** The entry's bytes as a stream, or undefined where they do not lie where the directory says. */
export async function openZipEntry(path: string, entry: ZipEntry): Promise<Readable | undefined> {
  const file = await open(path, 'r');
  try {
    if ((entry.method !== 0 && entry.method !== 8) || entry.compressedBytes === 0) return undefined;
    const header = await readAt(file, entry.headerOffset, 30);
    if (header.readUInt32LE(0) !== 0x0403_4b50) return undefined;
    const start = entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const stored = createReadStream(path, { start, end: start + entry.compressedBytes - 1, highWaterMark: 1 << 20 });
    if (entry.method === 0) return stored;
    const inflate = createInflateRaw({ chunkSize: 1 << 20 });
    stored.on('error', (error) => inflate.destroy(error));
    return stored.pipe(inflate);
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tailBytes = Math.min(size, directoryEndBytes + longestCommentBytes);
  const tail = await readAt(file, size - tailBytes, tailBytes);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + directoryEndBytes > tail.length) return [];
  const directoryBytes = tail.readUInt32LE(end + 12);
  const directoryOffset = tail.readUInt32LE(end + 16);
  if (directoryOffset + directoryBytes > size) return [];

  const directory = await readAt(file, directoryOffset, directoryBytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === 0x0201_4b50) {
    const nameBytes = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}
