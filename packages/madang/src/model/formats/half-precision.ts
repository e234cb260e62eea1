/// <reference lib="es2025.float16" />
// float16 (IEEE 754 binary16) and bfloat16 (the upper half of a float32) to float32 and back. Widening is exact;
// narrowing rounds to nearest, ties to even, overflows to infinity and keeps NaN a NaN. Byte order is little-endian,
// as in GGUF and safetensors and on every platform that Node is built for here.

/** Every float16 by its bits: widening is one look-up, subnormals, infinities and NaN included. */
export const float16Table = Float32Array.from(
  new Float16Array(Uint16Array.from({ length: 65_536 }, (_, bits) => bits).buffer),
);

export function widenFloat16(bits: Uint16Array, values: Float32Array = new Float32Array(bits.length)): Float32Array {
  for (let index = 0; index < bits.length; index += 1) values[index] = float16Table[bits[index] ?? 0] ?? 0;
  return values;
}

export function narrowToFloat16(values: Float32Array): Uint16Array {
  return new Uint16Array(new Float16Array(values).buffer);
}

export function widenBfloat16(bits: Uint16Array, values: Float32Array = new Float32Array(bits.length)): Float32Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let index = 0; index < bits.length; index += 1) words[index] = (bits[index] ?? 0) << 16;
  return values;
}

export function narrowToBfloat16(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bits = new Uint16Array(values.length);
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? 0;
    const isNan = (word & 0x7fff_ffff) > 0x7f80_0000;
    bits[index] = isNan ? (word >>> 16) | 0x0040 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return bits;
}
