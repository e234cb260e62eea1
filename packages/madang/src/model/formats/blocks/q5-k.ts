// Q5_K: Q4_K with 32 bytes of fifth bits between the pairs and the nibbles; bit g of byte l belongs to value l of group g.
import { type BlockType, float16At } from './block-type.ts';
import { fitGroups } from './fit-groups.ts';
import { minimumAt, scaleAt } from './six-bit-pairs.ts';

const blockBytes = 176;

export const q5k = { name: 'Q5_K', blockValues: 256, blockBytes, decode, encode } as const satisfies BlockType;

function decode(bytes: Uint8Array, values: Float32Array): void {
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 256) {
    const d = float16At(bytes, from);
    const dmin = float16At(bytes, from + 2);
    const fifths = from + 16;
    for (let group = 0; group < 8; group += 1) {
      const scale = d * scaleAt(bytes, from + 4, group);
      const minimum = dmin * minimumAt(bytes, from + 4, group);
      const pairs = from + 48 + (group >> 1) * 32;
      const shift = (group & 1) * 4;
      const start = to + group * 32;
      for (let lane = 0; lane < 32; lane += 1) {
        const fifth = ((bytes[fifths + lane] ?? 0) >> group) & 1;
        values[start + lane] = scale * ((((bytes[pairs + lane] ?? 0) >> shift) & 15) | (fifth << 4)) - minimum;
      }
    }
  }
}

function encode(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array((values.length / 256) * blockBytes);
  const levels = new Int8Array(256);
  for (let from = 0, to = 0; from < values.length; from += 256, to += blockBytes) {
    fitGroups(values.subarray(from, from + 256), 31, bytes, to, levels);
    for (let index = 0; index < 256; index += 1) {
      const level = levels[index] ?? 0;
      const fifth = to + 16 + (index & 31);
      const pair = to + 48 + (index >> 6) * 32 + (index & 31);
      bytes[fifth] = (bytes[fifth] ?? 0) | ((level >> 4) << (index >> 5));
      bytes[pair] = (bytes[pair] ?? 0) | ((level & 15) << ((index >> 5) & 1 ? 4 : 0));
    }
  }
  return bytes;
}
