import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { MadangError } from '../../kernel/errors.ts';
import { openSafetensors } from './safetensors-read.ts';
import { openSafetensorsFolder } from './safetensors-shards.ts';
import { writeSafetensors } from './safetensors-write.ts';
import { findDuplicateKey } from './unique-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'madang-safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'model.safetensors');

const tensors = [
  { name: 'full', shape: [2, 3], type: 'F32' as const, read: () => Float32Array.of(1, -2, 3.3, -0, 1e-40, Infinity) },
  { name: 'half', shape: [3], type: 'F16' as const, read: () => Float32Array.of(0.1, 65_504, 2 ** -24) },
  { name: 'brain "가"', shape: [1, 2], type: 'BF16' as const, read: () => Float32Array.of(3.140625, -1e38) },
  { name: 'empty', shape: [0, 4], type: 'F32' as const, read: () => new Float32Array(0) },
];

function fileOf(header: unknown, data: Uint8Array = new Uint8Array(0)): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

function refusalOf(bytes: Uint8Array): MadangError {
  writeFileSync(path, bytes);
  try {
    using _file = openSafetensors(path);
  } catch (error) {
    if (error instanceof MadangError) return error;
    throw error;
  }
  throw new Error('the file was opened');
}

describe('safetensors', () => {
  it('gives tensors and metadata back, and the same bytes again', async () => {
    await writeSafetensors(path, tensors, { format: 'pt' });
    const bytes = readFileSync(path);
    using file = openSafetensors(path);
    expect(file.metadata).toEqual({ format: 'pt' });
    expect(file.read('full')).toEqual(tensors[0]?.read());
    expect(file.read('half')[1]).toBe(65_504);
    expect(file.read('brain "가"')[0]).toBe(3.140625);
    expect(file.tensors.get('empty')?.shape).toEqual([0, 4]);
    const stored = tensors.map(({ name, shape, type }) => ({ name, shape, type, read: () => file.read(name) }));
    await writeSafetensors(`${path}.again`, stored, file.metadata);
    expect(readFileSync(`${path}.again`).equals(bytes)).toBe(true);
    expect((8 + Number(bytes.readBigUInt64LE(0))) % 8).toBe(0);
  });

  it('refuses every truncation', async () => {
    await writeSafetensors(path, tensors);
    const bytes = readFileSync(path);
    for (let length = 0; length < bytes.length; length += 1) {
      const error = refusalOf(bytes.subarray(0, length));
      expect(error.code).toBe('model/file-truncated');
      expect(error.values.found).toBe(length);
    }
  });

  it('never crashes or hangs on changed bytes', async () => {
    await writeSafetensors(path, tensors);
    const bytes = readFileSync(path);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const broken = Buffer.from(bytes);
        for (const [at, byte] of changes) broken[at] = byte;
        writeFileSync(path, broken);
        try {
          using file = openSafetensors(path);
          for (const name of file.tensors.keys()) file.read(name);
        } catch (error) {
          expect(error).toBeInstanceOf(MadangError);
        }
      }),
      { numRuns: 500 },
    );
  });

  const four = (begin: number) => ({ dtype: 'F32', shape: [1], data_offsets: [begin, begin + 4] });
  it.each([
    ['a header above the limit', 'over-limit', Buffer.from('01e1f50500000000', 'hex')],
    ['a header that is no JSON', 'broken-header', fileOf('{"a": ')],
    ['a header that is an array', 'broken-header', fileOf('[]')],
    [
      'a key twice',
      'duplicate-name',
      fileOf(`{"a":${JSON.stringify(four(0))},"\\u0061":${JSON.stringify(four(0))}}`, new Uint8Array(4)),
    ],
    ['a hole', 'bad-offset', fileOf({ a: four(0), b: four(8) }, new Uint8Array(12))],
    ['overlap', 'bad-offset', fileOf({ a: four(0), b: four(2) }, new Uint8Array(8))],
    ['a tail', 'trailing-bytes', fileOf({ a: four(0) }, new Uint8Array(5))],
    ['a length that does not fit', 'bad-shape', fileOf({ a: { ...four(0), shape: [2] } }, new Uint8Array(4))],
    ['sizes that overflow', 'bad-shape', fileOf({ a: { ...four(0), shape: [2 ** 50, 2 ** 50] } }, new Uint8Array(4))],
    ['another type', 'tensor-type', fileOf({ a: { ...four(0), dtype: 'I64' } }, new Uint8Array(4))],
    ['an unknown field', 'broken-header', fileOf({ a: { ...four(0), more: 1 } }, new Uint8Array(4))],
    ['metadata that is no text', 'broken-header', fileOf({ __metadata__: { a: 1 } })],
  ])('refuses %s', (_name, code, bytes) => {
    expect(refusalOf(bytes).code).toBe(`model/${code}`);
  });
});

describe('shards', () => {
  const index = (weightMap: object) =>
    writeFileSync(
      join(folder, 'model.safetensors.index.json'),
      JSON.stringify({ metadata: {}, weight_map: weightMap }),
    );
  const shard = (number: number) => `model-0000${number}-of-00002.safetensors`;
  const one = (name: string, value: number) => ({
    ...{ name, shape: [1], type: 'F32' as const, read: () => Float32Array.of(value) },
  });

  it('reads each tensor from the shard that the index names, and refuses what does not agree', async () => {
    await writeSafetensors(join(folder, shard(1)), [one('a', 1)]);
    await writeSafetensors(join(folder, shard(2)), [one('b', 2)]);
    index({ a: shard(1), b: shard(2) });
    using files = openSafetensorsFolder(folder);
    expect([files.read('a')[0], files.read('b')[0]]).toEqual([1, 2]);

    index({ a: shard(1), b: shard(2), c: shard(2) });
    expect(() => openSafetensorsFolder(folder)).toThrow('lacks the tensor c');
    index({ a: shard(2), b: shard(2) });
    expect(() => openSafetensorsFolder(folder)).toThrow('lacks the tensor a');
    index({ a: shard(1), b: '../secret.safetensors' });
    expect(() => openSafetensorsFolder(folder)).toThrow('../secret');
    index({ a: shard(1), b: 'model-00003-of-00003.safetensors' });
    expect(() => openSafetensorsFolder(folder)).toThrow('There is no');
  });
});

describe('findDuplicateKey', () => {
  it('finds a key that an object holds twice, and only then', () => {
    expect(findDuplicateKey('{"a":{"x":1},"b":{"x":[{"x":2},{"x":3}]},"c":"a"}')).toBeUndefined();
    expect(findDuplicateKey('{"a":1,"b":{"c":1,"c" : 2}}')).toBe('c');
    expect(findDuplicateKey('{"a\\"":1,"a\\u0022":2}')).toBe('a"');
  });

  it('agrees with JSON on any value', () => {
    fc.assert(fc.property(fc.json(), (json) => findDuplicateKey(JSON.stringify(JSON.parse(json))) === undefined));
  });
});
