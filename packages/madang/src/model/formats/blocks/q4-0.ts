// Q4_0: float16 scale, 32 nibbles less 8. Low nibbles hold the first 16 values, high nibbles the last 16.
import { type BlockType, float16At, storeFloat16 } from './block-type.ts';
import { fitScale, quantizeByScale } from './fit-scale.ts';

const blockBytes = 18;

export const q4v0 = { name: 'Q4_0', blockValues: 32, blockBytes, decode, encode } as const satisfies BlockType;

function decode(bytes: Uint8Array, values: Float32Array): void {
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 32) {
    const scale = float16At(bytes, from);
    for (let lane = 0; lane < 16; lane += 1) {
      const pair = bytes[from + 2 + lane] ?? 0;
      values[to + lane] = ((pair & 15) - 8) * scale;
      values[to + lane + 16] = ((pair >> 4) - 8) * scale;
    }
  }
}

function encode(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array((values.length / 32) * blockBytes);
  const levels = new Int8Array(32);
  for (let from = 0, to = 0; from < values.length; from += 32, to += blockBytes) {
    const block = values.subarray(from, from + 32);
    const scale = storeFloat16(bytes, to, fitScale(block, -8, 7));
    quantizeByScale(block, scale, -8, 7, levels);
    for (let lane = 0; lane < 16; lane += 1) {
      bytes[to + 2 + lane] = ((levels[lane] ?? 0) + 8) | (((levels[lane + 16] ?? 0) + 8) << 4);
    }
  }
  return bytes;
}
