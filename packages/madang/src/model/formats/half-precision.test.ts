/// <reference lib="es2025.float16" />
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrowToBfloat16, narrowToFloat16, widenBfloat16, widenFloat16 } from './half-precision.ts';

const everyBits = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);

/** The two neighbours of a magnitude and the rule, written out: nearest, ties to the even bits. */
function nearestBits(value: number, widened: Float32Array, infinityBits: number, beyond: number): number {
  const magnitude = Math.abs(value);
  let low = 0;
  let high = infinityBits;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((widened[middle] ?? 0) <= magnitude) low = middle;
    else high = middle;
  }
  const upper = high === infinityBits ? beyond : (widened[high] ?? 0);
  const below = magnitude - (widened[low] ?? 0);
  const above = upper - magnitude;
  const bits = below < above || (below === above && low % 2 === 0) ? low : high;
  return bits | (value < 0 || Object.is(value, -0) ? 0x8000 : 0);
}

const float32 = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, min: -70_000, max: 70_000 }),
  fc.float({ noNaN: true, min: Math.fround(-1e-4), max: Math.fround(1e-4) }),
);

describe('float16', () => {
  const widened = widenFloat16(everyBits);

  it('widens every value as DataView does', () => {
    const view = new DataView(everyBits.buffer);
    for (const bits of everyBits) expect(Object.is(widened[bits], view.getFloat16(bits * 2, true))).toBe(true);
  });

  it('narrows every value back to its own bits', () => {
    const back = narrowToFloat16(widened);
    for (const bits of everyBits) if (!Number.isNaN(widened[bits])) expect(back[bits]).toBe(bits);
  });

  it('rounds to nearest, ties to even', () => {
    fc.assert(
      fc.property(float32, (value) => {
        expect(narrowToFloat16(Float32Array.of(value))[0]).toBe(nearestBits(value, widened, 0x7c00, 65_536));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps subnormals, overflows to infinity and keeps NaN', () => {
    const values = [2 ** -24, 2 ** -25, 2 ** -25 * 1.01, 65_504, 65_519, 65_520, -Infinity, Number.NaN];
    const bits = narrowToFloat16(Float32Array.from(values));
    expect([...bits.slice(0, 7)]).toEqual([1, 0, 1, 0x7bff, 0x7bff, 0x7c00, 0xfc00]);
    expect(widenFloat16(bits)[7]).toBeNaN();
  });
});

describe('bfloat16', () => {
  const widened = widenBfloat16(everyBits);

  it('is the upper half of a float32', () => {
    const view = new DataView(new ArrayBuffer(4));
    for (const bits of everyBits) {
      view.setUint16(0, bits);
      expect(Object.is(widened[bits], view.getFloat32(0))).toBe(true);
    }
  });

  it('rounds to nearest, ties to even', () => {
    fc.assert(
      fc.property(float32, (value) => {
        expect(narrowToBfloat16(Float32Array.of(value))[0]).toBe(nearestBits(value, widened, 0x7f80, 2 ** 128));
      }),
      { numRuns: 1000 },
    );
  });

  it('rounds known values, and a NaN with low bits only stays one', () => {
    const words = Uint32Array.of(0x3f80_8000, 0x3f81_8000, 0x3f80_8001, 0x7f7f_ffff, 0xff80_0000, 0x7f80_0001);
    const bits = narrowToBfloat16(new Float32Array(words.buffer));
    expect([...bits]).toEqual([0x3f80, 0x3f82, 0x3f81, 0x7f80, 0xff80, 0x7fc0]);
  });
});
