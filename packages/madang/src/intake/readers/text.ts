// Plain text: one file is one text.
import { decodeWhole } from './decode-utf8.ts';
import type { Reader } from './reader.ts';

export const textReader: Reader = {
  name: 'text',
  extensions: ['.txt', '.text'],
  async *read(bytes) {
    const decoded = await decodeWhole(bytes);
    if ('failure' in decoded) yield decoded.failure;
    else yield { kind: 'text', text: decoded.text };
  },
};
