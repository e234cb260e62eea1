// F8_E5M2 of safetensors (the OCP 8-bit format): the upper half of a float16, infinities and NaN included.
import type { BlockType } from './block-type.ts';
import { decodeBytes, float8Table } from './float8-table.ts';

const special = (magnitude: number) =>
  magnitude < 0x7c ? undefined : magnitude === 0x7c ? Number.POSITIVE_INFINITY : Number.NaN;
const table = float8Table({ fractionBits: 2, bias: 15, special });

export const f8e5m2 = {
  name: 'F8_E5M2',
  blockValues: 1,
  blockBytes: 1,
  decode: (bytes, values) => decodeBytes(table, bytes, values),
} as const satisfies BlockType;
