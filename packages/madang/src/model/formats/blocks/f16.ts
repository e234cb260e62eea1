// IEEE 754 binary16, a value a block.
import { narrowToFloat16, widenFloat16 } from '../half-precision.ts';
import type { BlockType } from './block-type.ts';

export const f16 = {
  name: 'F16',
  blockValues: 1,
  blockBytes: 2,
  decode: (bytes, values) => {
    widenFloat16(new Uint16Array(bytes.buffer, bytes.byteOffset, values.length), values);
  },
  encode: (values) => new Uint8Array(narrowToFloat16(values).buffer),
} as const satisfies BlockType;
