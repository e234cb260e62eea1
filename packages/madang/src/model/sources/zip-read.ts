// Entries out of a zip file (a Python wheel is one), by PKWARE's APPNOTE: the directory at the end says where each lies;
// stored and deflated entries are read, as a stream. Wheels under 4 GiB need no Zip64.
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { directoryTailBytes, findZipDirectory, type ZipEntry, zipEntriesIn } from '../formats/zip-directory.ts';

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
  const tailBytes = Math.min(size, directoryTailBytes);
  const directory = findZipDirectory(await readAt(file, size - tailBytes, tailBytes));
  if (!directory || directory.offset + directory.sizeBytes > size) return [];
  return zipEntriesIn(await readAt(file, directory.offset, directory.sizeBytes));
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}
