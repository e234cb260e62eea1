import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrowToFloat16 } from '../half-precision.ts';
import { storeFloat16 } from './block-type.ts';
import { blockCases, decodeAll } from './blocks.cases.ts';
import { blockTypes, type StoredType, type WrittenType } from './index.ts';
import { q8v0 } from './q8-0.ts';

type Recording = Record<StoredType, Record<string, { bytes: string; values: string }>>;
const path = join(import.meta.dirname, '../../../../../../test/recordings/blocks.json');
const recording = JSON.parse(readFileSync(path, 'utf8')) as Recording;

/** Half a step of each type's levels, and some for the float16 scale and for a fit that trades one value for many. */
const largestErrors: Readonly<Record<WrittenType, number>> = {
  ...{ F32: 0, F16: 2 ** -11, BF16: 2 ** -8, Q8_0: 0.0045 },
  ...{ Q6_K: 0.04, Q5_K: 0.06, Q5_1: 0.06, Q5_0: 0.09, Q4_K: 0.12, Q4_1: 0.12, Q4_0: 0.19 },
};

describe.each(Object.values(blockTypes))('$name', (type) => {
  const recorded = Object.values(recording[type.name as StoredType]).map(({ bytes, values }) => ({
    bytes: Uint8Array.from(Buffer.from(bytes, 'base64')),
    values: new Float32Array(Uint8Array.from(Buffer.from(values, 'base64')).buffer),
  }));
  const largestError = largestErrors[type.name as WrittenType];
  const sample = { recorded, ...(largestError === undefined ? {} : { largestError }) };
  it.each(blockCases)('$name', ({ check }) => check(type, sample));

  it('is written exactly where it has an error', () => {
    expect('encode' in type).toBe(largestError !== undefined);
  });
});

describe('Q8_0', () => {
  it('writes a known block', () => {
    const values = Float32Array.from({ length: 32 }, (_, lane) => lane - 16);
    values[0] = 127;
    const bytes = Uint8Array.from(q8v0.encode(values));
    expect([...bytes.slice(0, 2)]).toEqual([0x00, 0x3c]);
    expect([...new Int8Array(bytes.buffer, 2, 4)]).toEqual([127, -15, -14, -13]);
  });

  it('rounds halves away from zero', () => {
    const bytes = Uint8Array.from(q8v0.encode(Float32Array.of(127, 0.5, -0.5, 1.5, -1.5, ...new Array(27).fill(0))));
    expect([...new Int8Array(bytes.buffer, 2, 6)]).toEqual([127, 1, -1, 2, -2, 0]);
    expect(decodeAll(q8v0, bytes)[1]).toBe(1);
  });
});

describe('storeFloat16', () => {
  it('rounds to nearest, ties to even, as the runtime does', () => {
    const bytes = new Uint8Array(2);
    const bits = () => (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
    const magnitudes = fc.double({ min: -27, max: 15.99, noNaN: true }).map((exponent) => Math.fround(2 ** exponent));
    const halfway = fc.integer({ min: 0, max: 2 ** 15 - 2048 }).map((step) => (step + 0.5) * 2 ** -24);
    const value = fc.tuple(fc.oneof(magnitudes, halfway), fc.constantFrom(1, -1)).map(([size, sign]) => size * sign);
    fc.assert(
      fc.property(value, (one) => {
        storeFloat16(bytes, 0, one);
        expect(bits()).toBe(narrowToFloat16(Float32Array.of(one))[0]);
      }),
      { numRuns: 2000 },
    );
  });

  it('stays finite', () => {
    const bytes = new Uint8Array(2);
    expect([storeFloat16(bytes, 0, 1e9), storeFloat16(bytes, 0, -1e9)]).toEqual([65_504, -65_504]);
  });
});
