// Byte-level BPE writes each byte as one printable character (GPT-2's `bytes_to_unicode`): printable Latin-1 stands for
// itself, the other 68 bytes follow from U+0100 on, in order. Tokens in vocabularies are strings of these characters.

const isPrintable = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);

const characters: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
})();

const bytes: ReadonlyMap<string, number> = new Map(characters.map((character, byte) => [character, byte]));

export function tokenFromBytes(token: Uint8Array): string {
  return Array.from(token, (byte) => characters[byte]).join('');
}

/** Absent: the token is not written in these characters (an added token, such as `<|im_end|>` with a blank). */
export function bytesOfToken(token: string): Uint8Array | undefined {
  const found = Array.from(token, (character) => bytes.get(character));
  return found.every((byte) => byte !== undefined) ? Uint8Array.from(found) : undefined;
}

/** A stretch of a token's bytes: whole characters as text, or bytes that are no whole character. */
export type Stretch = { readonly text: string } | { readonly bytes: Uint8Array };

/** Cuts bytes into whole UTF-8 characters and the broken bytes between them. */
export function stretchesOf(token: Uint8Array): Stretch[] {
  const stretches: Stretch[] = [];
  for (let start = 0; start < token.length; ) {
    const length = characterLength(token, start);
    const end = start + Math.max(length, 1);
    const part = token.subarray(start, end);
    stretches.push(length > 0 ? { text: Buffer.from(part).toString('utf8') } : { bytes: part });
    start = end;
  }
  return stretches;
}

/** Whole characters as they are, other bytes as `\xEB`. */
export function showToken(token: string): string {
  const found = bytesOfToken(token);
  if (!found) return token;
  return stretchesOf(found)
    .map((stretch) => ('text' in stretch ? stretch.text : showBytes(stretch.bytes)))
    .join('');
}

function showBytes(broken: Uint8Array): string {
  return Array.from(broken, (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** Bytes of the UTF-8 character that starts at `start`; 0 when none does. */
function characterLength(token: Uint8Array, start: number): number {
  const lead = token[start] ?? 0;
  const length =
    lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 ? 4 : 0;
  if (length < 2) return length;
  const text = Buffer.from(token.subarray(start, start + length)).toString('utf8');
  return text.includes('\uFFFD') && !isReplacementCharacter(token, start) ? 0 : length;
}

function isReplacementCharacter(token: Uint8Array, start: number): boolean {
  return token[start] === 0xef && token[start + 1] === 0xbf && token[start + 2] === 0xbd;
}
