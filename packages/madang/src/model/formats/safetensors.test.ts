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
  const text =
    header instanceof Uint8Array ? header : Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
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
    const stored = tensors.map(({ name, shape, type }) => ({
      name,
      shape,
      type,
      readStored: () => file.readStored(name),
    }));
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

  it('pads its header with spaces and reads it so', () => {
    writeFileSync(
      path,
      fileOf('{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}      ', Uint8Array.of(0, 0, 128, 63)),
    );
    using file = openSafetensors(path);
    expect([...file.read('a')]).toEqual([1]);
  });

  it('reads 8-bit floats', () => {
    const entry = (dtype: string, begin: number) => ({ dtype, shape: [2], data_offsets: [begin, begin + 2] });
    const bytes = Uint8Array.of(0x7e, 0x81, 0x7b, 0x01);
    writeFileSync(path, fileOf({ a: entry('F8_E4M3', 0), b: entry('F8_E5M2', 2) }, bytes));
    using file = openSafetensors(path);
    expect([...file.read('a'), ...file.read('b')]).toEqual([448, -(2 ** -9), 57_344, 2 ** -16]);
  });

  it('knows tensors of every type, and refuses to read as numbers those that are none', () => {
    const others = [
      'BOOL',
      'U8',
      'I8',
      'F8_E8M0',
      'F8_E4M3FNUZ',
      'F8_E5M2FNUZ',
      'I16',
      'U16',
      'I32',
      'U32',
      'I64',
      'U64',
      'F64',
      'C64',
      'F4',
      'F6_E2M3',
      'F6_E3M2',
    ];
    const sizes = [8, 8, 8, 8, 8, 8, 16, 16, 32, 32, 64, 64, 64, 64, 4, 6, 6];
    let end = 0;
    const header = Object.fromEntries(
      others.map((dtype, index) => {
        const begin = end;
        end += sizes[index] ?? 0;
        return [dtype, { dtype, shape: [8], data_offsets: [begin, end] }];
      }),
    );
    writeFileSync(path, fileOf(header, new Uint8Array(end)));
    using file = openSafetensors(path);
    expect([...file.tensors.keys()]).toEqual(others);
    for (const name of others) expect(() => file.read(name)).toThrow(`is stored as ${name}`);
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
    ['a type that the format has not', 'tensor-type', fileOf({ a: { ...four(0), dtype: 'I128' } }, new Uint8Array(4))],
    ['a type under a name of every object', 'tensor-type', fileOf({ a: { ...four(0), dtype: 'constructor' } })],
    ['half a byte', 'bad-shape', fileOf({ a: { dtype: 'F4', shape: [3], data_offsets: [0, 2] } }, new Uint8Array(2))],
    [
      'a product that overflows on its way to 0',
      'bad-shape',
      fileOf({ a: { ...four(0), shape: [2 ** 50, 2 ** 50, 0], data_offsets: [0, 0] } }),
    ],
    [
      'an end before its beginning',
      'bad-shape',
      fileOf({ a: { ...four(0), data_offsets: [4, 0] } }, new Uint8Array(4)),
    ],
    ['a beginning that is not the first byte', 'bad-offset', fileOf({ a: four(4) }, new Uint8Array(8))],
    ['a negative size', 'broken-header', fileOf({ a: { ...four(0), shape: [-1] } }, new Uint8Array(4))],
    ['a size with a fraction', 'broken-header', fileOf({ a: { ...four(0), shape: [1.5] } }, new Uint8Array(4))],
    [
      'sizes above 2^53',
      'broken-header',
      fileOf('{"a":{"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,4]}}'),
    ],
    ['a missing field', 'broken-header', fileOf({ a: { dtype: 'F32', shape: [1] } }, new Uint8Array(4))],
    ['a space before the header', 'broken-header', fileOf(' {}')],
    ['a byte order mark', 'broken-header', fileOf('\uFEFF{}')],
    ['broken UTF-8', 'broken-header', fileOf(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d))],
    ['a header of no bytes', 'broken-header', fileOf('')],
    ['metadata twice', 'duplicate-name', fileOf('{"__metadata__":{},"__metadata__":{"a":"b"}}')],
    ['a metadata key twice', 'duplicate-name', fileOf('{"__metadata__":{"a":"b","a":"c"}}')],
    ['metadata that is a list', 'broken-header', fileOf({ __metadata__: ['a'] })],
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
