// Every 8-bit float by its bits, so that widening is one look-up.

interface Float8 {
  readonly fractionBits: number;
  readonly bias: number;
  /** Magnitudes (the lower 7 bits) that are no plain number. */
  readonly special: (magnitude: number) => number | undefined;
}

export function float8Table({ fractionBits, bias, special }: Float8): Float32Array {
  return Float32Array.from({ length: 256 }, (_, bits) => {
    const magnitude = bits & 0x7f;
    const exponent = magnitude >> fractionBits;
    const fraction = (magnitude & ((1 << fractionBits) - 1)) / (1 << fractionBits);
    const plain = exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias);
    const value = special(magnitude) ?? plain;
    return bits < 128 ? value : -value;
  });
}

export function decodeBytes(table: Float32Array, bytes: Uint8Array, values: Float32Array): void {
  for (let index = 0; index < values.length; index += 1) values[index] = table[bytes[index] ?? 0] ?? 0;
}
