// ISO-2022-KR (RFC 1557): a header ESC $ ) C, then SO and SI switch between ASCII and KS X 1001 in seven bits.
import { decode } from 'iconv-lite';

const shiftOut = 0x0e;
const shiftIn = 0x0f;
const header = Buffer.from('\u001b$)C', 'latin1');

/** A line end switches back to ASCII, as the RFC asks of each line. */
export function decodeIso2022Kr(bytes: Uint8Array): string {
  const eightBits: number[] = [];
  let isHangul = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (header.every((expected, offset) => bytes[at + offset] === expected)) at += header.length - 1;
    else if (byte === shiftOut) isHangul = true;
    else if (byte === shiftIn) isHangul = false;
    else {
      if (byte === 0x0a) isHangul = false;
      eightBits.push(isHangul && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte);
    }
  }
  return decode(Uint8Array.from(eightBits), 'euc-kr');
}
