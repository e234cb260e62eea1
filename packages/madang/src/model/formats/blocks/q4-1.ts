// Q4_1: float16 scale and minimum, 32 nibbles; value = scale · nibble + minimum. The nibbles lie as in Q4_0.
import { type BlockType, float16At, storeFloat16 } from './block-type.ts';
import { fitScaleAndMinimum, quantizeByScaleAndMinimum } from './fit-scale-and-minimum.ts';

const blockBytes = 20;

export const q4v1 = { name: 'Q4_1', blockValues: 32, blockBytes, decode, encode } as const satisfies BlockType;

function decode(bytes: Uint8Array, values: Float32Array): void {
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 32) {
    const scale = float16At(bytes, from);
    const minimum = float16At(bytes, from + 2);
    for (let lane = 0; lane < 16; lane += 1) {
      const pair = bytes[from + 4 + lane] ?? 0;
      values[to + lane] = (pair & 15) * scale + minimum;
      values[to + lane + 16] = (pair >> 4) * scale + minimum;
    }
  }
}

function encode(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array((values.length / 32) * blockBytes);
  const levels = new Int8Array(32);
  for (let from = 0, to = 0; from < values.length; from += 32, to += blockBytes) {
    const block = values.subarray(from, from + 32);
    const fit = fitScaleAndMinimum(block, 15, Number.POSITIVE_INFINITY);
    const scale = storeFloat16(bytes, to, fit.scale);
    const minimum = storeFloat16(bytes, to + 2, fit.minimum);
    quantizeByScaleAndMinimum(block, scale, minimum, 15, levels);
    for (let lane = 0; lane < 16; lane += 1) {
      bytes[to + 4 + lane] = (levels[lane] ?? 0) | ((levels[lane + 16] ?? 0) << 4);
    }
  }
  return bytes;
}
