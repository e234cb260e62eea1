// Johab (KS C 5601-1992 annex 3, Microsoft's code page 1361). A syllable is two bytes: a bit, then five bits each for
// initial, medial and final. Symbols and hanja lie where KS X 1001 has them, two rows of 94 to a lead byte. 0x5C is the
// won sign, as in code page 1361's standard.
import { decode } from 'iconv-lite';

const absent = -1;
const fill = -2;

// Index: the five bits. Value: place among the 19 initials, 21 medials and 27 finals of Unicode; finals count from 1.
const initials = [absent, fill, ...Array.from({ length: 19 }, (_, index) => index)];
const medials = [
  absent,
  absent,
  fill,
  0,
  1,
  2,
  3,
  4,
  absent,
  absent,
  5,
  6,
  7,
  8,
  9,
  10,
  absent,
  absent,
  11,
  12,
  13,
].concat([14, 15, 16, absent, absent, 17, 18, 19, 20]);
const finals = [absent, fill].concat(
  Array.from({ length: 16 }, (_, index) => index + 1),
  [absent],
  Array.from({ length: 11 }, (_, index) => index + 17),
);

const loneInitials = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const loneFinals = ' ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ';
const firstLoneMedial = 0x314f;
const wonSign = '₩';

/** What is no Johab becomes U+FFFD, one for each byte or pair. */
export function decodeJohab(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      pieces.push(lead === 0x5c ? wonSign : String.fromCharCode(lead));
      continue;
    }
    const trail = bytes[at + 1] ?? 0;
    const character = decodePair(lead, trail);
    pieces.push(character ?? '\uFFFD');
    if (character !== undefined || trail >= 0x80) at += 1;
  }
  return pieces.join('');
}

function decodePair(lead: number, trail: number): string | undefined {
  if (lead >= 0x84 && lead <= 0xd3) return decodeHangul((lead << 8) | trail);
  const isLow = trail >= 0x31 && trail <= 0x7e;
  if (!isLow && !(trail >= 0x91 && trail <= 0xfe)) return undefined;
  const cell = isLow ? trail - 0x31 : trail - 0x43;
  if (lead >= 0xd9 && lead <= 0xde) return decodeWansung((lead - 0xd9) * 188 + cell, 0xa1);
  if (lead >= 0xe0 && lead <= 0xf9) return decodeWansung((lead - 0xe0) * 188 + cell, 0xca);
  return undefined;
}

function decodeHangul(code: number): string | undefined {
  const initial = initials[(code >> 10) & 31] ?? absent;
  const medial = medials[(code >> 5) & 31] ?? absent;
  const final = finals[code & 31] ?? absent;
  if (initial === absent || medial === absent || final === absent) return undefined;
  if (initial >= 0 && medial >= 0) {
    return String.fromCharCode(0xac00 + (initial * 21 + medial) * 28 + Math.max(final, 0));
  }
  if (initial >= 0 && medial === fill && final === fill) return loneInitials[initial];
  if (initial === fill && medial >= 0 && final === fill) return String.fromCharCode(firstLoneMedial + medial);
  if (initial === fill && medial === fill && final > 0) return loneFinals[final];
  return undefined;
}

/** `cell` counts from the first cell of `firstRow`. */
function decodeWansung(cell: number, firstRow: number): string | undefined {
  const pair = Uint8Array.of(firstRow + Math.floor(cell / 94), 0xa1 + (cell % 94));
  const text = decode(pair, 'cp949');
  return text.length === 1 && text !== '\uFFFD' ? text : undefined;
}
