// Plain text: one file is one text.
import { decodeWhole } from '../encodings/decode-text.ts';
import type { Reader } from './reader.ts';

export const textReader: Reader = {
  name: 'text',
  extensions: ['.txt', '.text'],
  async *read(bytes) {
    const decoded = await decodeWhole(bytes);
    if (decoded.failure) yield decoded.failure;
    else yield { kind: 'text', text: decoded.text, encoding: decoded.encoding };
  },
};
