// Which of the 256 bytes a vocabulary has no token for, byte-level or by byte fallback: text with such a byte cannot be
// encoded without loss.
import { z } from 'zod';
import { tokenFromBytes } from './byte-characters.ts';
import { bytePiece } from './sentencepiece.ts';

const vocabularySchema = z.looseObject({
  model: z.looseObject({ vocab: z.record(z.string(), z.unknown()), byte_fallback: z.boolean().default(false) }),
});

export function missingBytes(tokenizerJson: string): number[] {
  const { vocab, byte_fallback: byteFallback } = vocabularySchema.parse(JSON.parse(tokenizerJson)).model;
  const everyByte = Array.from({ length: 256 }, (_, byte) => byte);
  const tokenOf = byteFallback ? bytePiece : (byte: number) => tokenFromBytes(Uint8Array.of(byte));
  return everyByte.filter((byte) => !Object.hasOwn(vocab, tokenOf(byte)));
}
