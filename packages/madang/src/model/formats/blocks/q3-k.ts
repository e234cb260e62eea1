// Q3_K: 256 values in 16 groups. 32 bytes of third bits (0 takes 4 away), 64 bytes of 2-bit levels as in Q2_K, sixteen
// 6-bit scales less 32 in 12 bytes, float16 scale of the scales. Read only.
import { type BlockType, float16At } from './block-type.ts';

const blockBytes = 110;

export const q3k = { name: 'Q3_K', blockValues: 256, blockBytes, decode } as const satisfies BlockType;

function decode(bytes: Uint8Array, values: Float32Array): void {
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 256) {
    const d = float16At(bytes, from + 108);
    for (let group = 0; group < 16; group += 1) {
      const scale = d * (scaleAt(bytes, from + 96, group) - 32);
      const half = (group & 1) * 16;
      const levels = from + 32 + (group >> 3) * 32 + half;
      const shift = group & 6;
      const bit = group >> 1;
      for (let lane = 0; lane < 16; lane += 1) {
        const level = ((bytes[levels + lane] ?? 0) >> shift) & 3;
        const third = ((bytes[from + half + lane] ?? 0) >> bit) & 1;
        values[to + group * 16 + lane] = scale * (level - (third === 1 ? 0 : 4));
      }
    }
  }
}

/** Lower 4 bits: low nibbles of bytes 0 to 7, then their high nibbles; upper 2 bits: bytes 8 to 11, four times. */
function scaleAt(bytes: Uint8Array, from: number, group: number): number {
  const low = ((bytes[from + (group & 7)] ?? 0) >> (group < 8 ? 0 : 4)) & 15;
  const high = ((bytes[from + 8 + (group & 3)] ?? 0) >> ((group >> 2) * 2)) & 3;
  return low | (high << 4);
}
