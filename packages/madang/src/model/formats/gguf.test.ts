import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { MadangError } from '../../kernel/errors.ts';
import { blockTypes } from './blocks/index.ts';
import { encodeGgufHeader } from './gguf-header.ts';
import { openGguf } from './gguf-read.ts';
import { type GgufMetadata, type GgufValue, ggufTensorTypes } from './gguf-types.ts';
import { writeGguf } from './gguf-write.ts';

const folder = mkdtempSync(join(tmpdir(), 'madang-gguf-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'model.gguf');

const integer = (bits: number, signed: boolean) =>
  signed
    ? fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
    : fc.integer({ min: 0, max: 2 ** bits - 1 });
const scalars = {
  uint8: integer(8, false),
  int8: integer(8, true),
  uint16: integer(16, false),
  int16: integer(16, true),
  uint32: integer(32, false),
  int32: integer(32, true),
  float32: fc.float(),
  float64: fc.double(),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  bool: fc.boolean(),
  string: fc.string({ unit: 'grapheme' }),
};
type ScalarType = keyof typeof scalars;
const value: fc.Arbitrary<GgufValue> = fc.constantFrom(...(Object.keys(scalars) as ScalarType[])).chain((type) =>
  fc.oneof(
    scalars[type].map((one) => ({ type, value: one }) as GgufValue),
    fc
      .array(scalars[type] as fc.Arbitrary<unknown>, { maxLength: 5 })
      .map((list) => ({ type: 'array', of: type, value: list }) as GgufValue),
  ),
);
const metadata: fc.Arbitrary<GgufMetadata> = fc
  .uniqueArray(fc.tuple(fc.string({ maxLength: 20 }), value), { selector: ([key]) => key, maxLength: 12 })
  .map((entries) => new Map(entries.filter(([key]) => key !== 'general.alignment')));

const tensors = [
  { name: 'a', shape: [2, 32], type: 'F32' as const, read: () => Float32Array.from({ length: 64 }, (_, i) => i / 7) },
  { name: 'b', shape: [5], type: 'F16' as const, read: () => Float32Array.of(0, -1, 0.5, 65_504, 2 ** -24) },
  {
    name: 'c',
    shape: [1, 64],
    type: 'Q8_0' as const,
    read: () => new Float32Array(64).fill(1).map((_, i) => (i % 32) * 127),
  },
];
const small: GgufMetadata = new Map<string, GgufValue>([
  ['general.architecture', { type: 'string', value: 'llama' }],
  ['numbers', { type: 'array', of: 'int32', value: [1, 2, 3] }],
]);

function openBytes(bytes: Uint8Array) {
  writeFileSync(path, bytes);
  return openGguf(path);
}

function refusalOf(bytes: Uint8Array): MadangError {
  try {
    using _file = openBytes(bytes);
  } catch (error) {
    if (error instanceof MadangError) return error;
    throw error;
  }
  throw new Error('the file was opened');
}

async function smallFile(): Promise<Buffer> {
  await writeGguf(path, small, tensors);
  return readFileSync(path);
}

describe('GGUF', () => {
  it('gives metadata of every type and tensors back, and the same bytes again', async () => {
    await fc.assert(
      fc.asyncProperty(metadata, async (entries) => {
        await writeGguf(path, entries, tensors);
        const bytes = readFileSync(path);
        using file = openGguf(path);
        expect(file.metadata).toEqual(entries);
        const stored = [...file.tensors.values()].map(({ name, shape, type }) => ({
          ...{ name, shape, type, readStored: () => file.readStored(name) },
        }));
        await writeGguf(`${path}.again`, file.metadata, stored);
        expect(readFileSync(`${path}.again`).equals(bytes)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('gives tensors of every type that it reads back, byte for byte', async () => {
    const bytesOf = (sizeBytes: number) => Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 41 + 7) % 251);
    const stored = ggufTensorTypes.map((type) => {
      const { blockValues, blockBytes } = blockTypes[type];
      return { name: type, shape: [3, 2 * blockValues], type, readStored: () => bytesOf(6 * blockBytes) };
    });
    await writeGguf(path, small, stored);
    using file = openGguf(path);
    const again = [...file.tensors.values()].map(({ name, shape, type }) => ({
      ...{ name, shape, type, readStored: () => file.readStored(name) },
    }));
    await writeGguf(`${path}.again`, file.metadata, again);
    expect(readFileSync(`${path}.again`).equals(readFileSync(path))).toBe(true);
    expect([...file.tensors.values()].map(({ type }) => type)).toEqual(ggufTensorTypes);
    expect(file.read('Q6_K')).toHaveLength(3 * 512);
  });

  it('decodes a tensor that is longer than its window in one piece', async () => {
    const type = 'Q6_K';
    const bytes = Uint8Array.from({ length: 3000 * 210 }, (_, index) => (index * 31 + (index >> 8)) % 247);
    await writeGguf(path, small, [{ name: 'long', shape: [3000, 256], type, readStored: () => bytes }]);
    using file = openGguf(path);
    const whole = new Float32Array(3000 * 256);
    blockTypes[type].decode(bytes, whole);
    expect(Buffer.from(file.read('long').buffer).equals(Buffer.from(whole.buffer))).toBe(true);
  });

  it('reads values, shapes and aligned offsets', async () => {
    await smallFile();
    using file = openGguf(path);
    expect(file.read('a')).toEqual(tensors[0]?.read());
    expect(file.read('b')).toEqual(tensors[1]?.read());
    expect(file.read('c').slice(0, 3)).toEqual(Float32Array.of(0, 127, 254).map((v) => Math.round(v / 31) * 31));
    expect([...file.tensors.values()].map(({ shape }) => shape)).toEqual([[2, 32], [5], [1, 64]]);
    expect([...file.tensors.values()].every(({ offset }) => offset % 32 === 0)).toBe(true);
  });

  it('honours another alignment', async () => {
    await writeGguf(path, new Map([...small, ['general.alignment', { type: 'uint32', value: 256 }]]), tensors);
    using file = openGguf(path);
    expect([...file.tensors.values()].map(({ offset }) => offset % 256)).toEqual([0, 0, 0]);
    expect(file.read('b')[3]).toBe(65_504);
  });

  it('refuses every truncation, with bytes found and expected', async () => {
    const bytes = await smallFile();
    using file = openGguf(path);
    const end = Math.max(...[...file.tensors.values()].map(({ offset, sizeBytes }) => offset + sizeBytes));
    for (let length = 0; length < end; length += 1) {
      const error = refusalOf(bytes.subarray(0, length));
      expect(error.code).toBe('model/file-truncated');
      expect(error.values.found).toBe(length);
      expect(Number(error.values.expected)).toBeGreaterThan(length);
    }
  });

  it('never crashes or hangs on changed bytes', async () => {
    const bytes = await smallFile();
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const broken = Buffer.from(bytes);
        for (const [at, byte] of changes) broken[at] = byte;
        try {
          using file = openBytes(broken);
          for (const name of file.tensors.keys()) file.read(name);
        } catch (error) {
          expect(error).toBeInstanceOf(MadangError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['no GGUF', 'model/not-gguf', (b: Buffer) => b.write('GGML', 0)],
    ['version 2', 'model/gguf-version', (b: Buffer) => b.writeUInt32LE(2, 4)],
    ['big-endian', 'model/gguf-version', (b: Buffer) => b.writeUInt32BE(3, 4)],
    ['2^63 tensors', 'model/over-limit', (b: Buffer) => b.writeBigUInt64LE(2n ** 63n, 8)],
    ['60000 entries', 'model/file-truncated', (b: Buffer) => b.writeBigUInt64LE(60_000n, 16)],
    ['a long key', 'model/over-limit', (b: Buffer) => b.writeBigUInt64LE(100_000n, 24)],
    ['value type 13', 'model/unknown-value-type', (b: Buffer) => b.writeUInt32LE(13, 52)],
    ['a string of 2^64 - 1', 'model/over-limit', (b: Buffer) => b.writeBigUInt64LE(2n ** 64n - 1n, 56)],
    ['broken UTF-8', 'model/not-utf8', (b: Buffer) => b.writeUInt8(0xff, 64)],
  ])('refuses %s', async (_name, code, change) => {
    const bytes = await smallFile();
    change(bytes);
    expect(refusalOf(bytes).code).toBe(code);
  });

  it.each([
    ['I32 by its name', { typeNumber: 26 }, 'model/tensor-type', 'I32'],
    ['NVFP4 by its name', { typeNumber: 40 }, 'model/tensor-type', 'NVFP4'],
    ['a type that was removed', { typeNumber: 4 }, 'model/tensor-type', 'type 4'],
    ['IQ1_S as too coarse', { typeNumber: 19 }, 'model/too-coarse', 'IQ1_S'],
    ['IQ2_XS as too coarse', { typeNumber: 17 }, 'model/too-coarse', 'IQ2_XS'],
    ['IQ3_S as too coarse', { typeNumber: 21 }, 'model/too-coarse', 'IQ3_S'],
    ['TQ2_0 as too coarse', { typeNumber: 35 }, 'model/too-coarse', 'TQ2_0'],
    ['rows that do not fill their blocks', { typeNumber: 12 }, 'model/bad-shape', undefined],
    ['a product of sizes above 2^64', { shape: [2 ** 40, 2 ** 40] }, 'model/file-truncated', undefined],
    ['a size of zero', { shape: [0, 4] }, 'model/bad-shape', undefined],
    ['five dimensions', { shape: [1, 1, 1, 1, 4] }, 'model/over-limit', undefined],
    ['a hole', { offset: 32 }, 'model/bad-offset', '32'],
    ['a name of 64 bytes', { name: 'n'.repeat(64) }, 'model/over-limit', undefined],
  ])('refuses %s', (_name, change, code, found) => {
    const header = encodeGgufHeader(small, [{ name: 'a', shape: [4], typeNumber: 0, offset: 0, ...change }]);
    const error = refusalOf(Buffer.concat([header, Buffer.alloc(32 - (header.length % 32) + 48)]));
    expect(error.code).toBe(code);
    if (found !== undefined) expect(error.values.found).toBe(found);
  });

  it.skipIf(process.platform === 'win32')('refuses folders and devices, which have no end', () => {
    for (const path of [folder, '/dev/zero']) {
      expect(() => openGguf(path)).toThrow(expect.objectContaining({ code: 'model/not-a-model' }));
    }
  });

  it('refuses names that come twice, overlap and a tail', async () => {
    const twice = { name: 'a', shape: [8], typeNumber: 0, offset: 0 };
    const pad = (header: Buffer) => Buffer.concat([header, Buffer.alloc(32 - (header.length % 32) + 64)]);
    expect(refusalOf(pad(encodeGgufHeader(small, [twice, { ...twice, offset: 32 }]))).code).toBe(
      'model/duplicate-name',
    );
    expect(refusalOf(pad(encodeGgufHeader(small, [twice, { ...twice, name: 'b' }]))).code).toBe('model/bad-offset');
    expect(refusalOf(Buffer.concat([await smallFile(), Buffer.alloc(64)])).code).toBe('model/trailing-bytes');
  });

  it('leaves no half-written file when a tensor cannot be read', async () => {
    const target = join(folder, 'never.gguf');
    const broken = { name: 'x', shape: [4], type: 'F32' as const, read: () => new Float32Array(3) };
    await expect(writeGguf(target, small, [broken])).rejects.toThrow('3 values');
    expect(() => readFileSync(target)).toThrow();
    expect(() => readFileSync(`${target}.partial-${process.pid}`)).toThrow();
  });
});
