// How float32 values lie in a file: in blocks of `blockValues` weights that take `blockBytes` bytes. The layouts are
// ggml's (`ggml-common.h`) and safetensors'; one file of this folder holds one. A member decodes as the Python package
// `gguf` does, bit by bit, because its products and sums fit a double exactly and are rounded to float32 once.
import { float16Table } from '../half-precision.ts';

export interface BlockType {
  /** Its name in GGUF (ggml's) or safetensors. */
  readonly name: string;
  readonly blockValues: number;
  readonly blockBytes: number;
  /** Whole blocks to as many values as they hold. `bytes` starts at a multiple of 4 in its buffer. */
  decode(bytes: Uint8Array<ArrayBuffer>, values: Float32Array): void;
  /** Finite values, a whole number of blocks. Absent where Madang only reads the type. */
  encode?(values: Float32Array): Uint8Array;
}

export function float16At(bytes: Uint8Array, offset: number): number {
  return float16Table[(bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8)] ?? 0;
}

const float32 = new Float32Array(1);
const float32Bits = new Uint32Array(float32.buffer);
const largestFloat16 = 65_504;

/** Stores the nearest finite float16 (ties to even) and gives back its value. */
export function storeFloat16(bytes: Uint8Array, offset: number, value: number): number {
  float32[0] = Math.min(Math.max(value, -largestFloat16), largestFloat16);
  const word = float32Bits[0] ?? 0;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fff_ffff;
  // below 2^-14 a float16 is a whole number of 2^-24
  const bits =
    magnitude < 0x3880_0000
      ? roundToEven(Math.abs(float32[0] ?? 0) * 2 ** 24)
      : (magnitude - 0x3800_0000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
  bytes[offset] = bits & 255;
  bytes[offset + 1] = (sign | bits) >> 8;
  return float16At(bytes, offset);
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
