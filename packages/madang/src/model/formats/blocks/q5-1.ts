// Q5_1: float16 scale and minimum, 32 fifth bits, 32 nibbles; value = scale · 5 bits + minimum. Bits lie as in Q5_0.
import { type BlockType, float16At, storeFloat16 } from './block-type.ts';
import { fitScaleAndMinimum, quantizeByScaleAndMinimum } from './fit-scale-and-minimum.ts';
import { storeFiveBits } from './q5-0.ts';

const blockBytes = 24;

export const q5v1 = { name: 'Q5_1', blockValues: 32, blockBytes, decode, encode } as const satisfies BlockType;

function decode(bytes: Uint8Array, values: Float32Array): void {
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 32) {
    const scale = float16At(bytes, from);
    const minimum = float16At(bytes, from + 2);
    for (let lane = 0; lane < 16; lane += 1) {
      const pair = bytes[from + 8 + lane] ?? 0;
      const fifth = (bytes[from + 4 + (lane >> 3)] ?? 0) >> (lane & 7);
      const fifthOfLast = (bytes[from + 6 + (lane >> 3)] ?? 0) >> (lane & 7);
      values[to + lane] = ((pair & 15) + ((fifth & 1) << 4)) * scale + minimum;
      values[to + lane + 16] = ((pair >> 4) + ((fifthOfLast & 1) << 4)) * scale + minimum;
    }
  }
}

function encode(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array((values.length / 32) * blockBytes);
  const levels = new Int8Array(32);
  for (let from = 0, to = 0; from < values.length; from += 32, to += blockBytes) {
    const block = values.subarray(from, from + 32);
    const fit = fitScaleAndMinimum(block, 31, Number.POSITIVE_INFINITY);
    const scale = storeFloat16(bytes, to, fit.scale);
    const minimum = storeFloat16(bytes, to + 2, fit.minimum);
    quantizeByScaleAndMinimum(block, scale, minimum, 31, levels);
    storeFiveBits(bytes, to + 4, levels, 0);
  }
  return bytes;
}
