// Finds the pickles in a file that may be one: the file itself (`pickle.dump`, old torch.save, joblib) or entries of a zip
// file (torch.save since 1.6, by PKWARE's APPNOTE). What it reads is bounded: a refusal needs no more.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { constants, inflateRawSync } from 'node:zlib';
import { findPickleImports, type PickleImports } from './pickle-imports.ts';
import { directoryTailBytes, findZipDirectory, zipEntriesIn } from './zip-directory.ts';

/** The pickle of a torch.save file has some 200 bytes a tensor and none of the weights. */
const maximumPickleBytes = 16 * 1024 * 1024;
/** A sharded checkpoint's zip has an entry a tensor, some hundred bytes of directory each. */
const maximumDirectoryBytes = 16 * 1024 * 1024;
const maximumPickleEntries = 16;

/** None where the file holds no pickle. */
export function findPickles(path: string): readonly PickleImports[] {
  const file = openSync(path, 'r');
  try {
    const sizeBytes = fstatSync(file).size;
    const read = (start: number, count: number) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(count, sizeBytes - start)));
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, start));
    };
    const zipped = picklesInZip(read, sizeBytes);
    const pickles = zipped.length > 0 ? zipped : [read(0, maximumPickleBytes)];
    return pickles.map(findPickleImports).filter(({ whole, imports }) => whole || imports.length > 0);
  } finally {
    closeSync(file);
  }
}

type Read = (start: number, count: number) => Buffer;

function picklesInZip(read: Read, sizeBytes: number): Buffer[] {
  const tailBytes = Math.min(sizeBytes, directoryTailBytes);
  const directory = findZipDirectory(read(sizeBytes - tailBytes, tailBytes));
  if (!directory) return [];
  const bytes = read(directory.offset, Math.min(directory.sizeBytes, maximumDirectoryBytes));
  const pickles = zipEntriesIn(bytes).filter(({ name }) => /\.(pkl|pickle)$/.test(name));
  return pickles
    .slice(0, maximumPickleEntries)
    .map(({ headerOffset, method }) => readEntry(read, headerOffset, method));
}

/** Sizes in the directory may lie; a pickle says itself where it stops. */
function readEntry(read: Read, headerOffset: number, method: number): Buffer {
  const header = read(headerOffset, 30);
  if (header.length < 30) return Buffer.alloc(0);
  const start = headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const stored = read(start, maximumPickleBytes);
  if (method === 0) return stored;
  try {
    return inflateRawSync(stored, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maximumPickleBytes });
  } catch {
    return Buffer.alloc(0);
  }
}
