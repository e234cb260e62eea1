// F8_E4M3 of safetensors (the OCP 8-bit format E4M3FN): sign, 4 bits of exponent with bias 7, 3 bits of fraction. No
// infinities; all exponent and fraction bits set is NaN; the largest value is 448.
import type { BlockType } from './block-type.ts';
import { decodeBytes, float8Table } from './float8-table.ts';

const table = float8Table({
  fractionBits: 3,
  bias: 7,
  special: (magnitude) => (magnitude === 0x7f ? Number.NaN : undefined),
});

export const f8e4m3 = {
  name: 'F8_E4M3',
  blockValues: 1,
  blockBytes: 1,
  decode: (bytes, values) => decodeBytes(table, bytes, values),
} as const satisfies BlockType;
