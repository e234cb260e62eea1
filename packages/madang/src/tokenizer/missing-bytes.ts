// Which of the 256 bytes a byte-level vocabulary has no token for: text with such a byte cannot be encoded without loss.
import { z } from 'zod';
import { tokenFromBytes } from './byte-characters.ts';

const vocabularySchema = z.looseObject({ model: z.looseObject({ vocab: z.record(z.string(), z.unknown()) }) });

export function missingBytes(tokenizerJson: string): number[] {
  const { vocab } = vocabularySchema.parse(JSON.parse(tokenizerJson)).model;
  const everyByte = Array.from({ length: 256 }, (_, byte) => byte);
  return everyByte.filter((byte) => !Object.hasOwn(vocab, tokenFromBytes(Uint8Array.of(byte))));
}
