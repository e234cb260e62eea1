// Q8_0: float16 scale, 32 int8. Encoded as ggml's reference: scale = largest magnitude / 127, values times its float32
// inverse, halves away from zero; at 8 bits a search for a better scale gains nothing worth its time.
import { narrowToFloat16 } from '../half-precision.ts';
import { type BlockType, float16At } from './block-type.ts';

const blockBytes = 34;

export const q8v0 = { name: 'Q8_0', blockValues: 32, blockBytes, decode, encode } as const satisfies BlockType;

function decode(bytes: Uint8Array<ArrayBuffer>, values: Float32Array): void {
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 32) {
    const scale = float16At(bytes, from);
    for (let lane = 0; lane < 32; lane += 1) values[to + lane] = (signed[from + 2 + lane] ?? 0) * scale;
  }
}

function encode(values: Float32Array): Uint8Array {
  const blocks = values.length / 32;
  const bytes = new Uint8Array(blocks * blockBytes);
  const signed = new Int8Array(bytes.buffer);
  const scales = new Float32Array(blocks);
  for (let block = 0; block < blocks; block += 1) {
    const from = block * 32;
    const to = block * blockBytes + 2;
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
    bytes[block * blockBytes] = bits & 255;
    bytes[block * blockBytes + 1] = bits >> 8;
  }
  return bytes;
}
