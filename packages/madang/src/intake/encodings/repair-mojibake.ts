// Text that was decoded in the wrong encoding and stored again as UTF-8, line by line. A line is repaired only where the
// repair is certain: every character of it goes back into the wrong encoding, the bytes are valid in the right one, and
// what comes out is Hangul, kana, hanzi or accented letters of which the wrong reading holds two or three times as many.
//   UTF-8 read as windows-1252 or ISO-8859-1 ("ë§ˆë‹¹" for 마당), also twice over
//   EUC-KR read as windows-1252 or ISO-8859-1 ("¸¶´ç" for 마당)
import { isUtf8 } from 'node:buffer';
import { decode } from 'iconv-lite';
import { guessEncoding } from './detect-encoding.ts';

export interface Repaired {
  readonly text: string;
  readonly lines: number;
}

const mostRounds = 3;
/** A line needs this many characters of the wrong reading: fewer occur in text about encodings. */
const leastCharacters = 6;

/** Bytes 80-9F of windows-1252 (WHATWG); the five that it lacks stand for themselves. */
const windows1252 = new Map<string, number>();
for (let byte = 0x80; byte < 0xa0; byte += 1) {
  windows1252.set(String.fromCharCode(byte), byte);
  windows1252.set(new TextDecoder('windows-1252').decode(Uint8Array.of(byte)), byte);
}
const suspicious = /[\u00A1-\u00FE][\u0080-\u00FF\u0152-\u0192\u02C6\u02DC\u2013-\u2122]/;

export function repairMojibake(text: string): Repaired {
  if (!suspicious.test(text)) return { text, lines: 0 };
  let repairedLines = 0;
  const lines = text.split('\n').map((line) => {
    const repaired = repairLine(line);
    if (repaired !== line) repairedLines += 1;
    return repaired;
  });
  return { text: repairedLines === 0 ? text : lines.join('\n'), lines: repairedLines };
}

function repairLine(line: string): string {
  let repaired = line;
  for (let round = 0; round < mostRounds; round += 1) {
    const better = suspicious.test(repaired) ? readAgain(repaired) : undefined;
    if (better === undefined) break;
    repaired = better;
  }
  return repaired;
}

function readAgain(line: string): string | undefined {
  const bytes = encodeWestern(line);
  if (!bytes) return undefined;
  const beside = bytes.filter((byte) => byte >= 0x80).length;
  if (beside < leastCharacters) return undefined;
  if (isUtf8(bytes)) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const guessed = guessEncoding(bytes);
  if (guessed !== 'euc-kr' && guessed !== 'cp949') return undefined;
  const text = decode(bytes, 'cp949');
  const hangul = text.match(/[가-힣]/g)?.length ?? 0;
  return !text.includes('\uFFFD') && hangul * 2 > beside * 0.8 ? text : undefined;
}

/** Absent: a character that is in neither encoding. */
function encodeWestern(line: string): Uint8Array | undefined {
  const bytes = new Uint8Array(line.length);
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    const byte = code < 0x80 || (code >= 0xa0 && code < 0x100) ? code : windows1252.get(line.charAt(at));
    if (byte === undefined) return undefined;
    bytes[at] = byte;
  }
  return bytes;
}
