// What a file is by its first bytes, for the sentence that says what was found under a wrong ending.
const signatures: readonly (readonly [string, readonly number[]])[] = [
  ['PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['OLE', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['Parquet', [0x50, 0x41, 0x52, 0x31]],
  ['encrypted Parquet', [0x50, 0x41, 0x52, 0x45]],
  ['HWP 3', [...Buffer.from('HWP Document File V3.')]],
  ['HWP 2', [...Buffer.from('HWP Document File V2.')]],
  ['RTF', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['HTML or XML', [0x3c]],
  ['HTML or XML', [0xef, 0xbb, 0xbf, 0x3c]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['gzip', [0x1f, 0x8b]],
];

export function nameFormat(bytes: Uint8Array): string {
  const found = signatures.find(([, signature]) => signature.every((byte, at) => bytes[at] === byte));
  return found?.[0] ?? (bytes.subarray(0, 512).includes(0) ? 'unknown binary data' : 'text');
}
