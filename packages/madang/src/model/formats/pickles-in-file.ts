// Finds the pickles in a file that may be one: the file itself (`pickle.dump`, old torch.save, joblib) or entries of a zip
// file (torch.save since 1.6, by PKWARE's APPNOTE). What it reads is bounded: a refusal needs no more.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { constants, inflateRawSync } from 'node:zlib';
import { findPickleImports, type PickleImports } from './pickle-imports.ts';

/** The pickle of a torch.save file has some 200 bytes a tensor and none of the weights. */
const maximumPickleBytes = 16 * 1024 * 1024;
/** A sharded checkpoint's zip has an entry a tensor, some hundred bytes of directory each. */
const maximumDirectoryBytes = 16 * 1024 * 1024;
const maximumPickleEntries = 16;
const directoryEndBytes = 22;
const longestCommentBytes = 65_535;

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
  const tailBytes = Math.min(sizeBytes, directoryEndBytes + longestCommentBytes);
  const tail = read(sizeBytes - tailBytes, tailBytes);
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + directoryEndBytes > tail.length) return [];
  const directory = read(tail.readUInt32LE(end + 16), Math.min(tail.readUInt32LE(end + 12), maximumDirectoryBytes));

  const pickles: Buffer[] = [];
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === 0x0201_4b50) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, nameEnd);
    if (/\.(pkl|pickle)$/.test(name) && pickles.length < maximumPickleEntries) {
      pickles.push(readEntry(read, directory.readUInt32LE(at + 42), directory.readUInt16LE(at + 10)));
    }
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return pickles;
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
