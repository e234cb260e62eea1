// bfloat16, the upper half of a float32, a value a block.
import { narrowToBfloat16, widenBfloat16 } from '../half-precision.ts';
import type { BlockType } from './block-type.ts';

export const bf16 = {
  name: 'BF16',
  blockValues: 1,
  blockBytes: 2,
  decode: (bytes, values) => {
    widenBfloat16(new Uint16Array(bytes.buffer, bytes.byteOffset, values.length), values);
  },
  encode: (values) => new Uint8Array(narrowToBfloat16(values).buffer),
} as const satisfies BlockType;
