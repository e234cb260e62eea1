// The directory at the end of a zip file, by PKWARE's APPNOTE without Zip64: where it lies, and what each of its entries says.
// Nothing here is checked against the file; sizes and offsets may lie.

const directoryEndBytes = 22;
const longestCommentBytes = 65_535;

/** The directory's end lies in so many last bytes of the file. */
export const directoryTailBytes = directoryEndBytes + longestCommentBytes;

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedBytes: number;
  readonly headerOffset: number;
}

/** Undefined where the tail holds no end of a directory. */
export function findZipDirectory(tail: Buffer): { readonly offset: number; readonly sizeBytes: number } | undefined {
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + directoryEndBytes > tail.length) return undefined;
  return { offset: tail.readUInt32LE(end + 16), sizeBytes: tail.readUInt32LE(end + 12) };
}

/** Up to the first that is none. */
export function zipEntriesIn(directory: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === 0x0201_4b50) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, nameEnd),
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}
