// In which encoding bytes are: the byte order mark says it; else the pattern of NULs (UTF-16, UTF-32), escape sequences
// (ISO-2022) or valid UTF-8 prove it; else the file's own declaration, unless it cannot be read so; else every candidate
// is tried on a sample, and the one whose text is made of what its language is made of wins (`expected-characters.ts`).
import { isUtf8 } from 'node:buffer';
import { decodeBytes } from './decode-bytes.ts';
import { type Encoding, encodingOf } from './encoding.ts';
import { type Candidate, candidates } from './expected-characters.ts';

/** A sample this large settles every encoding; guessing costs twenty decodings of it. */
const sampleBytes = 32_768;
/** Characters beside ASCII from which an encoding of one byte a character is told. */
const leastEvidence = 4;

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Absent: no encoding that is known reads these bytes. */
export function detectEncoding(bytes: Uint8Array, declared?: string): Encoding | undefined {
  const proven = detectUnicode(bytes) ?? detectEscapes(bytes);
  if (proven) return proven;
  if (isUtf8(bytes)) return 'utf-8';
  const said = declared === undefined ? undefined : encodingOf(declared);
  const guessed = guessEncoding(bytes);
  if (!said || said.startsWith('utf-')) return guessed;
  if (guessed && isWansung(said) && isWansung(guessed)) return guessed;
  if (guessed && isSingleByte(said)) return guessed;
  return decodeBytes(sampleOf(bytes), said).includes('\uFFFD') ? (guessed ?? said) : said;
}

/** A byte order mark, or the NULs that every second or fourth byte of such a text is. */
export function detectUnicode(bytes: Uint8Array): Encoding | undefined {
  const marked = marks.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte));
  if (marked) return marked[0];
  const start = bytes.subarray(0, 4096);
  const nulls = [0, 0, 0, 0];
  for (const [at, byte] of start.entries()) if (byte === 0) nulls[at % 4] = (nulls[at % 4] ?? 0) + 1;
  const quarter = start.length / 4;
  const [first = 0, second = 0, third = 0, fourth = 0] = nulls.map((count) => count / quarter);
  if (quarter < 2) return undefined;
  if (fourth > 0.95 && third > 0.95 && first < 0.3) return 'utf-32le';
  if (first > 0.95 && second > 0.95 && fourth < 0.3) return 'utf-32be';
  // Spaces and line ends give NULs on one side; on the other side lie those of U+AC00 가 and the like, which are fewer.
  if (second + fourth > 0.1 && first + third < (second + fourth) / 2) return 'utf-16le';
  if (first + third > 0.1 && second + fourth < (first + third) / 2) return 'utf-16be';
  return undefined;
}

/** Seven-bit text with the escape sequences of RFC 1557 or RFC 1468. */
function detectEscapes(bytes: Uint8Array): Encoding | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, sampleBytes));
  if (start.includes('\u001b$)C')) return 'iso-2022-kr';
  return start.includes('\u001b$B') || start.includes('\u001b$@') ? 'iso-2022-jp' : undefined;
}

/** By content alone. `cp949` only where bytes outside EUC-KR occur. */
export function guessEncoding(bytes: Uint8Array): Encoding | undefined {
  const sample = sampleOf(bytes);
  let best: { encoding: Encoding; score: number } | undefined;
  for (const candidate of candidates) {
    if (best && isSingleByte(candidate.encoding) && !isSingleByte(best.encoding)) break;
    const score = scoreOf(decodeBytes(sample, candidate.encoding), candidate);
    if (score !== undefined && (!best || score > best.score)) best = { encoding: candidate.encoding, score };
  }
  if (best?.encoding === 'cp949' && isStrictEucKr(bytes)) return 'euc-kr';
  return best?.encoding;
}

/** How far the share of expected characters is over the least; absent where the text cannot be the candidate's. */
function scoreOf(text: string, { encoding, expected, leastShare, density }: Candidate): number | undefined {
  const beside = text.match(/\P{ASCII}/gu)?.length ?? 0;
  if (beside < (isSingleByte(encoding) ? leastEvidence : 1)) return undefined;
  const impossible = text.match(/\uFFFD|(?!\s)\p{Cc}|\p{Co}/gu)?.length ?? 0;
  if (impossible / beside > 0.005) return undefined;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const lettersBeside = text.match(/\P{ASCII}(?<=\p{L})/gu)?.length ?? 0;
  const found = letters === 0 ? 0 : lettersBeside / letters;
  if (found < density[0] || found > density[1]) return undefined;
  const share = (text.match(expected)?.length ?? 0) / beside - impossible / beside;
  return share < leastShare ? undefined : (share - leastShare) / (1 - leastShare);
}

/** The densest part counts: a page may begin with kilobytes of ASCII. Cut at line ends, where no character is cut. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= sampleBytes) return bytes;
  const firstBeside = bytes.findIndex((byte) => byte >= 0x80);
  const start = bytes.lastIndexOf(0x0a, Math.max(firstBeside, 0)) + 1;
  const end = bytes.lastIndexOf(0x0a, start + sampleBytes);
  return bytes.subarray(start, end > start ? end : bytes.length);
}

function isSingleByte(encoding: Encoding): boolean {
  return /^(windows|iso-8859|koi8|viscii|tcvn)/.test(encoding);
}

function isWansung(encoding: Encoding): boolean {
  return encoding === 'cp949' || encoding === 'euc-kr';
}

function isStrictEucKr(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    at += 1;
    if (lead < 0xa1 || (bytes[at] ?? 0) < 0xa1) return false;
  }
  return true;
}
