// What every block type must do. A new member is recorded by test/recordings/record-blocks.py and passes these.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { BlockType } from './block-type.ts';

export interface RecordedBlocks {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the Python package `gguf` makes of them. */
  readonly values: Float32Array;
}

export interface BlockSample {
  readonly recorded: readonly RecordedBlocks[];
  /** Where it is written: the largest error of a value, as a share of the largest magnitude of its block. */
  readonly largestError?: number;
}

interface BlockCase {
  readonly name: string;
  readonly check: (type: BlockType, sample: BlockSample) => void;
}

/** A float16 scale below 2^-14 is itself rounded to 2^-24; times 63 times 31 levels at most, most of it unused. */
const coarsestScale = 2 ** -16;

export const blockCases: readonly BlockCase[] = [
  {
    name: 'decodes real and random blocks as gguf does, bit by bit',
    check: (type, { recorded }) => {
      expect(recorded.length).toBeGreaterThan(0);
      for (const { bytes, values } of recorded) expectSameBits(decodeAll(type, bytes), values);
    },
  },
  {
    name: 'decodes each block by itself',
    check: (type, { recorded }) => {
      const { bytes, values } = recorded[0] ?? { bytes: new Uint8Array(0), values: new Float32Array(0) };
      const second = bytes.slice(type.blockBytes, 2 * type.blockBytes);
      expectSameBits(decodeAll(type, second), values.slice(type.blockValues, 2 * type.blockValues));
    },
  },
  {
    name: 'encodes into its own length, zeros as zeros',
    check: (type) => {
      if (!type.encode) return;
      const zeros = new Float32Array(type.blockValues * 3);
      const bytes = type.encode(zeros);
      expect(bytes).toHaveLength(type.blockBytes * 3);
      expect(decodeAll(type, Uint8Array.from(bytes)).every((value) => value === 0)).toBe(true);
    },
  },
  {
    name: 'encodes any values within its error',
    check: (type, { largestError = 0 }) => {
      if (!type.encode) return;
      const { encode, blockValues } = type;
      const one = fc.oneof(fc.float({ noNaN: true, min: -8, max: 8 }), fc.constant(0));
      fc.assert(
        fc.property(fc.array(one, { minLength: blockValues, maxLength: blockValues }), (list) => {
          const values = Float32Array.from(list);
          const back = decodeAll(type, Uint8Array.from(encode(values)));
          const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          const bound = largestError * largest + coarsestScale;
          for (const [index, value] of values.entries()) {
            expect(Math.abs(value - (back[index] ?? 0))).toBeLessThanOrEqual(bound);
          }
        }),
        { numRuns: 60 },
      );
    },
  },
  {
    name: 'loses nothing when what it decoded is encoded again',
    check: (type, { recorded }) => {
      if (!type.encode) return;
      const values = recorded.at(-1)?.values ?? new Float32Array(0);
      const back = decodeAll(type, Uint8Array.from(type.encode(values)));
      const power = values.reduce((sum, value) => sum + value * value, 0);
      const error = values.reduce((sum, value, index) => sum + (value - (back[index] ?? 0)) ** 2, 0);
      expect(Math.sqrt(error / power)).toBeLessThan(type.blockValues === 256 ? 0.02 : 2e-3);
    },
  },
];

export function decodeAll(type: BlockType, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  const values = new Float32Array((bytes.length / type.blockBytes) * type.blockValues);
  type.decode(bytes, values);
  return values;
}

/** Equal bits; of NaN only that it is one, because its bits mean nothing. */
function expectSameBits(found: Float32Array, expected: Float32Array): void {
  expect(found).toHaveLength(expected.length);
  const different = [...expected.keys()].filter((index) => !Object.is(found[index], expected[index]));
  expect(different.map((index) => [index, found[index], expected[index]])).toEqual([]);
}
