// Strict UTF-8: a wrong byte is never replaced silently, its position is told. A leading byte order mark is left out.
import { isUtf8 } from 'node:buffer';
import type { FoundFailure } from './reader.ts';

/** Text in memory is a V8 string (at most about 512 MiB of UTF-16); half of that leaves room for its pieces. */
export const maximumTextBytes = 256 * 2 ** 20;

export type Decoded = { readonly text: string } | { readonly failure: FoundFailure };

/** `startsAt` is the position of these bytes in their file. */
export function decodeUtf8(bytes: Uint8Array, startsAt = 0): Decoded {
  if (isUtf8(bytes)) return { text: new TextDecoder('utf-8', { ignoreBOM: startsAt > 0 }).decode(bytes) };
  const invalidAt = findInvalidUtf8(bytes);
  const byte = `0x${(bytes[invalidAt] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
  return { failure: { kind: 'failure', code: 'not-utf8', values: { position: startsAt + invalidAt, byte } } };
}

/** Reads a whole file; `too-large` where it does not fit. */
export async function decodeWhole(bytes: AsyncIterable<Uint8Array>): Promise<Decoded> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    if (sizeBytes > maximumTextBytes) {
      return { failure: { kind: 'failure', code: 'too-large', values: { limitBytes: maximumTextBytes } } };
    }
    chunks.push(chunk);
  }
  return decodeUtf8(Buffer.concat(chunks));
}

/** Position of the first byte that starts no valid sequence; the length where all are valid. */
export function findInvalidUtf8(bytes: Uint8Array): number {
  let position = 0;
  while (position < bytes.length) {
    const length = sequenceLength(bytes[position] ?? 0);
    const sequence = bytes.subarray(position, position + length);
    if (length === 0 || sequence.length < length || (length > 1 && !isUtf8(sequence))) return position;
    position += length;
  }
  return position;
}

/** Unicode 17, table 3-7. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}
