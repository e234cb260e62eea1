/// <reference lib="es2025.float16" />
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dequantize } from './dequantize.ts';
import { quantizeQ8 } from './quantize.ts';

const blockBytes = { Q8_0: 34, Q4_0: 18, Q4_1: 20 } as const;

/** One value at a time, straight from ggml's block layouts. */
function valueAt(type: keyof typeof blockBytes, bytes: Uint8Array, index: number): number {
  const view = new DataView(bytes.buffer);
  const start = Math.floor(index / 32) * blockBytes[type];
  const lane = index % 32;
  const scale = view.getFloat16(start, true);
  if (type === 'Q8_0') return Math.fround(view.getInt8(start + 2 + lane) * scale);
  const pair = view.getUint8(start + (type === 'Q4_1' ? 4 : 2) + (lane % 16));
  const nibble = lane < 16 ? pair & 15 : pair >> 4;
  if (type === 'Q4_0') return Math.fround((nibble - 8) * scale);
  return Math.fround(nibble * scale + view.getFloat16(start + 2, true));
}

describe.each(Object.keys(blockBytes) as (keyof typeof blockBytes)[])('%s', (type) => {
  it('equals the plain reference', () => {
    const blocks = fc.uint8Array({ minLength: blockBytes[type] * 3, maxLength: blockBytes[type] * 3 });
    fc.assert(
      fc.property(blocks, (bytes) => {
        const values = dequantize(type, Uint8Array.from(bytes));
        expect(values).toHaveLength(96);
        values.forEach((value, index) => {
          const expected = valueAt(type, bytes, index);
          expect(value === expected || (Number.isNaN(value) && Number.isNaN(expected))).toBe(true);
        });
      }),
    );
  });
});

describe('quantizeQ8', () => {
  it('writes a known block', () => {
    const values = Float32Array.from({ length: 32 }, (_, lane) => lane - 16);
    values[0] = 127;
    const bytes = quantizeQ8(values);
    expect([...bytes.slice(0, 2)]).toEqual([0x00, 0x3c]);
    expect([...new Int8Array(bytes.buffer, 2, 4)]).toEqual([127, -15, -14, -13]);
  });

  it('rounds halves away from zero and leaves zeros zero', () => {
    const bytes = quantizeQ8(
      Float32Array.of(127, 0.5, -0.5, 1.5, -1.5, ...new Array(27).fill(0), ...new Array(32).fill(0)),
    );
    expect([...new Int8Array(bytes.buffer, 2, 6)]).toEqual([127, 1, -1, 2, -2, 0]);
    expect([...bytes.slice(34)]).toEqual(new Array(34).fill(0));
  });

  it('stays within half a step, and the float16 scale', () => {
    const block = fc.array(fc.float({ noNaN: true, min: -8, max: 8 }), { minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(block, (list) => {
        const values = Float32Array.from(list);
        const largest = Math.max(...values.map(Math.abs));
        const back = dequantize('Q8_0', Uint8Array.from(quantizeQ8(values)));
        const bound = largest / 254 + largest * 2 ** -11 + 127 * 2 ** -25 + 1e-6 * largest;
        values.forEach((value, index) => {
          expect(Math.abs(value - (back[index] ?? 0))).toBeLessThanOrEqual(bound);
        });
      }),
    );
  });
});
