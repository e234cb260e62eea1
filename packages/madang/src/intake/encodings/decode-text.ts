// Bytes of a text of unknown encoding as text: one encoding for all (`detect-encoding.ts`), or one for each line where a
// file was put together from several. What is nearly UTF-8 is read as such with U+FFFD for the broken bytes, which
// `find-damage.ts` reports; what no encoding reads is a failure that tells where UTF-8 ends.
import { isUtf8 } from 'node:buffer';
import type { FoundFailure } from '../readers/reader.ts';
import { decodeBytes } from './decode-bytes.ts';
import { detectEncoding, guessEncoding } from './detect-encoding.ts';

/** Text in memory is a V8 string (at most about 512 MiB of UTF-16); half of that leaves room for its pieces. */
export const maximumTextBytes = 256 * 2 ** 20;

/** Of all bytes beside ASCII; a bit flip or a cut character, not another encoding. */
const mostBrokenShare = 0.005;

export type Decoded =
  | { readonly text: string; readonly encoding: string; readonly failure?: undefined }
  | { readonly failure: FoundFailure };

export interface DecodeOptions {
  /** What the file or its transport says. */
  readonly declared?: string | undefined;
  /** Position of these bytes in their file. */
  readonly startsAt?: number;
}

export function decodeText(bytes: Uint8Array, { declared, startsAt = 0 }: DecodeOptions = {}): Decoded {
  const mixed = decodeMixedLines(bytes);
  if (mixed) return mixed;
  const encoding = detectEncoding(bytes, declared);
  if (encoding) return { text: decodeBytes(bytes, encoding), encoding };
  if (isNearlyUtf8(bytes)) return { text: decodeBytes(bytes, 'utf-8'), encoding: 'utf-8' };
  const invalidAt = findInvalidUtf8(bytes);
  const byte = `0x${(bytes[invalidAt] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
  return { failure: { kind: 'failure', code: 'unknown-encoding', values: { position: startsAt + invalidAt, byte } } };
}

/** Reads a whole file; `too-large` where it does not fit. */
export async function decodeWhole(bytes: AsyncIterable<Uint8Array>, options?: DecodeOptions): Promise<Decoded> {
  const whole = await readWhole(bytes);
  if (whole) return decodeText(whole, options);
  return { failure: { kind: 'failure', code: 'too-large', values: { limitBytes: maximumTextBytes } } };
}

/** Absent: larger than `limitBytes`. */
export async function readWhole(
  bytes: AsyncIterable<Uint8Array>,
  limitBytes = maximumTextBytes,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Absent: the lines are of one encoding. A line counts as UTF-8 only with a sequence of three bytes: text of EUC-KR is
 * valid UTF-8 by chance in two, never in three.
 */
function decodeMixedLines(bytes: Uint8Array): Decoded | undefined {
  if (isUtf8(bytes)) return undefined;
  const lines = linesOf(bytes).map((line) => ({ line, isUtf8: isUtf8(line), isAscii: line.every((b) => b < 0x80) }));
  const others = lines.filter((line) => !line.isUtf8).map(({ line }) => line);
  const utf8 = lines.filter((line) => line.isUtf8 && !line.isAscii && hasThreeBytes(line.line));
  if (utf8.length === 0) return undefined;
  const legacy = guessEncoding(Buffer.concat(others));
  if (!legacy) return undefined;
  const text = lines.map((line) => decodeBytes(line.line, line.isUtf8 ? 'utf-8' : legacy)).join('');
  return { text, encoding: `utf-8+${legacy}` };
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from) + 1 || bytes.length;
    lines.push(bytes.subarray(from, end));
    from = end;
  }
  return lines;
}

function hasThreeBytes(line: Uint8Array): boolean {
  return line.some((byte) => byte >= 0xe1 && byte <= 0xf4);
}

function isNearlyUtf8(bytes: Uint8Array): boolean {
  const beside = bytes.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);
  const before = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const broken = before.split('\uFFFD').length - 1;
  return broken / Math.max(beside, 1) <= mostBrokenShare;
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
