// float32 as it is.
import type { BlockType } from './block-type.ts';

export const f32 = {
  name: 'F32',
  blockValues: 1,
  blockBytes: 4,
  decode: (bytes, values) => values.set(new Float32Array(bytes.buffer, bytes.byteOffset, values.length)),
  encode: (values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
} as const satisfies BlockType;
