// Q6_K: 256 values in 16 groups of 16. 128 bytes of lower 4 bits, 64 bytes of upper 2 bits, sixteen int8 scales, float16
// scale of the scales; value = d · scale · (6 bits less 32). Each half of 128 values has 64 bytes of nibbles (low, then
// high) and 32 bytes of pairs of bits (four times 32 values).
import { type BlockType, float16At, storeFloat16 } from './block-type.ts';
import { errorByScale, fitScale, quantizeByScale } from './fit-scale.ts';

const blockBytes = 210;

export const q6k = { name: 'Q6_K', blockValues: 256, blockBytes, decode, encode } as const satisfies BlockType;

function decode(bytes: Uint8Array<ArrayBuffer>, values: Float32Array): void {
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 256) {
    const d = float16At(bytes, from + 208);
    for (let group = 0; group < 16; group += 1) {
      const scale = d * (signed[from + 192 + group] ?? 0);
      const half = group >> 3;
      const lower = from + half * 64 + (group & 3) * 16;
      const upper = from + 128 + half * 32 + (group & 1) * 16;
      const lowerShift = group & 4;
      const upperShift = group & 6;
      const start = to + group * 16;
      for (let lane = 0; lane < 16; lane += 1) {
        const low = ((bytes[lower + lane] ?? 0) >> lowerShift) & 15;
        const high = ((bytes[upper + lane] ?? 0) >> upperShift) & 3;
        values[start + lane] = scale * ((low | (high << 4)) - 32);
      }
    }
  }
}

function encode(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array((values.length / 256) * blockBytes);
  const signed = new Int8Array(bytes.buffer);
  const levels = new Int8Array(16);
  const scales = new Float64Array(16);
  for (let from = 0, to = 0; from < values.length; from += 256, to += blockBytes) {
    const group = (index: number) => values.subarray(from + index * 16, from + index * 16 + 16);
    let largest = 0;
    for (let index = 0; index < 16; index += 1) {
      const scale = fitScale(group(index), -32, 31);
      scales[index] = scale;
      if (Math.abs(scale) > Math.abs(largest)) largest = scale;
    }
    // the largest scale becomes -128, the end of int8 that reaches further
    const d = storeFloat16(bytes, to + 208, largest / -128);
    for (let index = 0; index < 16; index += 1) {
      const scale = d === 0 ? 0 : nearestScale(group(index), d, (scales[index] ?? 0) / d);
      signed[to + 192 + index] = scale;
      quantizeByScale(group(index), d * scale, -32, 31, levels);
      storeLevels(bytes, to, index, levels);
    }
  }
  return bytes;
}

/** Of the whole numbers around `wanted`, the one with the least squared error. */
function nearestScale(values: Float32Array, d: number, wanted: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let scale = Math.round(wanted) - 1; scale <= Math.round(wanted) + 1; scale += 1) {
    if (scale < -128 || scale > 127) continue;
    const error = errorByScale(values, d * scale, -32, 31);
    if (error >= least) continue;
    least = error;
    best = scale;
  }
  return best;
}

function storeLevels(bytes: Uint8Array, to: number, group: number, levels: Int8Array): void {
  const lower = to + (group >> 3) * 64 + (group & 3) * 16;
  const upper = to + 128 + (group >> 3) * 32 + (group & 1) * 16;
  for (let lane = 0; lane < 16; lane += 1) {
    const level = (levels[lane] ?? 0) + 32;
    bytes[lower + lane] = (bytes[lower + lane] ?? 0) | ((level & 15) << (group & 4));
    bytes[upper + lane] = (bytes[upper + lane] ?? 0) | ((level >> 4) << (group & 6));
  }
}
