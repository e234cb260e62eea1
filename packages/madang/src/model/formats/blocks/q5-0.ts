// Q5_0: float16 scale, 32 fifth bits, 32 nibbles; value = scale · (5 bits less 16). The nibbles lie as in Q4_0.
import { type BlockType, float16At, storeFloat16 } from './block-type.ts';
import { fitScale, quantizeByScale } from './fit-scale.ts';

const blockBytes = 22;

export const q5v0 = { name: 'Q5_0', blockValues: 32, blockBytes, decode, encode } as const satisfies BlockType;

function decode(bytes: Uint8Array, values: Float32Array): void {
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 32) {
    const scale = float16At(bytes, from);
    for (let lane = 0; lane < 16; lane += 1) {
      const pair = bytes[from + 6 + lane] ?? 0;
      const fifth = (bytes[from + 2 + (lane >> 3)] ?? 0) >> (lane & 7);
      const fifthOfLast = (bytes[from + 4 + (lane >> 3)] ?? 0) >> (lane & 7);
      values[to + lane] = ((pair & 15) + ((fifth & 1) << 4) - 16) * scale;
      values[to + lane + 16] = ((pair >> 4) + ((fifthOfLast & 1) << 4) - 16) * scale;
    }
  }
}

function encode(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array((values.length / 32) * blockBytes);
  const levels = new Int8Array(32);
  for (let from = 0, to = 0; from < values.length; from += 32, to += blockBytes) {
    const block = values.subarray(from, from + 32);
    const scale = storeFloat16(bytes, to, fitScale(block, -16, 15));
    quantizeByScale(block, scale, -16, 15, levels);
    storeFiveBits(bytes, to + 2, levels, 16);
  }
  return bytes;
}

/** 4 bytes of fifth bits, then 16 bytes of nibbles; `zero` is added to each level. */
export function storeFiveBits(bytes: Uint8Array, to: number, levels: Int8Array, zero: number): void {
  for (let lane = 0; lane < 32; lane += 1) {
    const level = (levels[lane] ?? 0) + zero;
    const fifths = to + (lane >> 3);
    const pair = to + 4 + (lane & 15);
    bytes[fifths] = (bytes[fifths] ?? 0) | ((level >> 4) << (lane & 7));
    bytes[pair] = (bytes[pair] ?? 0) | ((level & 15) << (lane < 16 ? 0 : 4));
  }
}
