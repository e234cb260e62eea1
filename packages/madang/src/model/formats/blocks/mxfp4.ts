// MXFP4 (OCP Microscaling Formats 1.0): a power of two in one byte, 32 floats of 4 bits (sign, 2 bits of exponent, 1 bit
// of fraction). ggml keeps the levels doubled and the scale halved. The nibbles lie as in Q4_0. Read only.
import type { BlockType } from './block-type.ts';

const blockBytes = 17;
const doubledLevels = Int8Array.of(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);
const halvedScales = Float64Array.from({ length: 256 }, (_, exponent) => 2 ** (exponent - 128));

export const mxfp4 = { name: 'MXFP4', blockValues: 32, blockBytes, decode } as const satisfies BlockType;

function decode(bytes: Uint8Array, values: Float32Array): void {
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 32) {
    const scale = halvedScales[bytes[from] ?? 0] ?? 0;
    for (let lane = 0; lane < 16; lane += 1) {
      const pair = bytes[from + 1 + lane] ?? 0;
      values[to + lane] = scale * (doubledLevels[pair & 15] ?? 0);
      values[to + lane + 16] = scale * (doubledLevels[pair >> 4] ?? 0);
    }
  }
}
