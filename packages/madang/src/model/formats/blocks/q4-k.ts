// Q4_K: 256 values in 8 groups of 32. float16 scale of the scales and of the minimums, 8 pairs of 6 bits, 128 bytes of
// nibbles; value = d · scale · nibble - dmin · minimum. Each 32 bytes hold two groups: low nibbles, then high nibbles.
import { type BlockType, float16At } from './block-type.ts';
import { fitGroups } from './fit-groups.ts';
import { minimumAt, scaleAt } from './six-bit-pairs.ts';

const blockBytes = 144;

export const q4k = { name: 'Q4_K', blockValues: 256, blockBytes, decode, encode } as const satisfies BlockType;

function decode(bytes: Uint8Array, values: Float32Array): void {
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 256) {
    const d = float16At(bytes, from);
    const dmin = float16At(bytes, from + 2);
    for (let group = 0; group < 8; group += 1) {
      const scale = d * scaleAt(bytes, from + 4, group);
      const minimum = dmin * minimumAt(bytes, from + 4, group);
      const pairs = from + 16 + (group >> 1) * 32;
      const shift = (group & 1) * 4;
      const start = to + group * 32;
      for (let lane = 0; lane < 32; lane += 1) {
        values[start + lane] = scale * (((bytes[pairs + lane] ?? 0) >> shift) & 15) - minimum;
      }
    }
  }
}

function encode(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array((values.length / 256) * blockBytes);
  const levels = new Int8Array(256);
  for (let from = 0, to = 0; from < values.length; from += 256, to += blockBytes) {
    fitGroups(values.subarray(from, from + 256), 15, bytes, to, levels);
    for (let index = 0; index < 256; index += 1) {
      const pair = to + 16 + (index >> 6) * 32 + (index & 31);
      bytes[pair] = (bytes[pair] ?? 0) | ((levels[index] ?? 0) << ((index >> 5) & 1 ? 4 : 0));
    }
  }
  return bytes;
}
