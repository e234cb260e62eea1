// Q2_K: 256 values in 16 groups. 16 bytes of a 4-bit scale and a 4-bit minimum, 64 bytes of 2-bit levels, float16 scale
// of the scales and of the minimums; value = d · scale · level - dmin · minimum. Read only.
import { type BlockType, float16At } from './block-type.ts';

const blockBytes = 84;

export const q2k = { name: 'Q2_K', blockValues: 256, blockBytes, decode } as const satisfies BlockType;

function decode(bytes: Uint8Array, values: Float32Array): void {
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 256) {
    const d = float16At(bytes, from + 80);
    const dmin = float16At(bytes, from + 82);
    for (let group = 0; group < 16; group += 1) {
      const pair = bytes[from + group] ?? 0;
      const scale = d * (pair & 15);
      const minimum = dmin * (pair >> 4);
      // two halves of 32 bytes; each holds 4 times 32 values, one in every 2 bits
      const levels = from + 16 + (group >> 3) * 32 + (group & 1) * 16;
      const shift = (group & 6) as 0 | 2 | 4 | 6;
      for (let lane = 0; lane < 16; lane += 1) {
        values[to + group * 16 + lane] = scale * (((bytes[levels + lane] ?? 0) >> shift) & 3) - minimum;
      }
    }
  }
}
