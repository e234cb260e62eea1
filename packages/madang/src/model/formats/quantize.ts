// float32 to Q8_0 as ggml's reference does it: blocks of 32 values, scale = largest magnitude / 127 kept as float16,
// values multiplied by the float32 inverse of the scale and rounded half away from zero.
import { narrowToFloat16 } from './half-precision.ts';

export function quantizeQ8(values: Float32Array): Uint8Array {
  const blocks = values.length / 32;
  const bytes = new Uint8Array(blocks * 34);
  const signed = new Int8Array(bytes.buffer);
  const scales = new Float32Array(blocks);
  for (let block = 0; block < blocks; block += 1) {
    const from = block * 32;
    const to = block * 34 + 2;
    let largest = 0;
    for (let lane = 0; lane < 32; lane += 1) {
      const magnitude = Math.abs(values[from + lane] ?? 0);
      if (magnitude > largest) largest = magnitude;
    }
    const scale = Math.fround(largest / 127);
    scales[block] = scale;
    const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
    for (let lane = 0; lane < 32; lane += 1) {
      const scaled = Math.fround((values[from + lane] ?? 0) * inverse);
      // storing into int8 cuts towards zero
      signed[to + lane] = scaled < 0 ? scaled - 0.5 : scaled + 0.5;
    }
  }
  const scaleBits = narrowToFloat16(scales);
  for (let block = 0; block < blocks; block += 1) {
    const bits = scaleBits[block] ?? 0;
    bytes[block * 34] = bits & 255;
    bytes[block * 34 + 1] = bits >> 8;
  }
  return bytes;
}
