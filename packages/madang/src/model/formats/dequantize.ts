// Stored tensor bytes to float32. The block layouts are ggml's: Q8_0 = float16 scale and 32 int8; Q4_0 = scale and
// 32 nibbles less 8; Q4_1 = scale, minimum and 32 nibbles; low nibbles hold the first 16 values of a block, high
// nibbles the last 16. Products and sums fit a double exactly, so the one rounding to float32 equals ggml's.
import type { GgufTensorType } from './gguf-types.ts';
import { float32FromFloat16Bits, widenBfloat16, widenFloat16 } from './half-precision.ts';

export function dequantize(type: GgufTensorType, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  switch (type) {
    case 'F32':
      return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    case 'F16':
      return widenFloat16(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2));
    case 'BF16':
      return widenBfloat16(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2));
    case 'Q8_0':
      return dequantizeQ8(bytes);
    case 'Q4_0':
      return dequantizeQ4(bytes, 18);
    case 'Q4_1':
      return dequantizeQ4(bytes, 20);
  }
}

function dequantizeQ8(bytes: Uint8Array<ArrayBuffer>): Float32Array {
  const blocks = bytes.length / 34;
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = new Float32Array(blocks * 32);
  let from = 0;
  let to = 0;
  for (let block = 0; block < blocks; block += 1) {
    const scale = float16At(bytes, from);
    from += 2;
    for (let lane = 0; lane < 32; lane += 1) values[to + lane] = (signed[from + lane] ?? 0) * scale;
    from += 32;
    to += 32;
  }
  return values;
}

/** Q4_0 (18 bytes a block: no minimum, nibbles less 8) and Q4_1 (20 bytes: with a minimum). */
function dequantizeQ4(bytes: Uint8Array<ArrayBuffer>, blockBytes: 18 | 20): Float32Array {
  const blocks = bytes.length / blockBytes;
  const values = new Float32Array(blocks * 32);
  const nibblesFrom = blockBytes - 16;
  const zero = blockBytes === 18 ? 8 : 0;
  let from = 0;
  let to = 0;
  for (let block = 0; block < blocks; block += 1) {
    const scale = float16At(bytes, from);
    const minimum = blockBytes === 20 ? float16At(bytes, from + 2) : 0;
    const nibbles = from + nibblesFrom;
    for (let lane = 0; lane < 16; lane += 1) {
      const pair = bytes[nibbles + lane] ?? 0;
      values[to + lane] = ((pair & 15) - zero) * scale + minimum;
      values[to + lane + 16] = ((pair >> 4) - zero) * scale + minimum;
    }
    from += blockBytes;
    to += 32;
  }
  return values;
}

function float16At(bytes: Uint8Array, offset: number): number {
  return float32FromFloat16Bits((bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8));
}
