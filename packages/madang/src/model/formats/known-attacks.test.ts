// Each published attack on readers of GGUF and safetensors, as a file of its kind: the reader refuses it, reading no more
// than the file and allocating nothing that the file does not hold.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MadangError } from '../../kernel/errors.ts';
import { encodeGgufHeader, type PlacedTensor } from './gguf-header.ts';
import { openGguf } from './gguf-read.ts';
import { openGgufFiles } from './gguf-shards.ts';
import type { GgufMetadata, GgufValue } from './gguf-types.ts';
import { openSafetensors } from './safetensors-read.ts';
import { openSafetensorsFolder } from './safetensors-shards.ts';

const folder = mkdtempSync(join(tmpdir(), 'madang-attacks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const small: [string, GgufValue][] = [['general.architecture', { type: 'string', value: 'llama' }]];
const one: PlacedTensor = { name: 'a', shape: [4], typeNumber: 0, offset: 0 };

function gguf(tensors: readonly Partial<PlacedTensor>[] = [{}], metadata = small, dataBytes = 64): Buffer {
  const header = encodeGgufHeader(
    new Map(metadata) as GgufMetadata,
    tensors.map((change) => ({ ...one, ...change })),
  );
  return Buffer.concat([header, Buffer.alloc((32 - (header.length % 32)) % 32), Buffer.alloc(dataBytes)]);
}

function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = gguf();
  change(bytes);
  return bytes;
}

/** Where the first metadata key's length, value type and value's length stand; where the tensor's info does. */
const at = { keyLength: 24, valueType: 52, stringLength: 56, tensorNameLength: 69, dimensions: 78, firstSize: 82 };

function codeOf(bytes: Uint8Array, open: (path: string) => Disposable, name: string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  try {
    using _file = open(path);
  } catch (error) {
    if (error instanceof MadangError) return error.code;
    throw error;
  }
  return 'opened';
}

describe('GGUF', () => {
  it('opens the file that the attacks are made from', () => {
    expect(codeOf(gguf([{}], small, 16), openGguf, 'model.gguf')).toBe('opened');
  });

  it.each([
    [
      'CVE-2024-21802: more dimensions than the array holds',
      'over-limit',
      changed((b) => b.writeUInt32LE(5, at.dimensions)),
    ],
    ['CVE-2024-21802: 2^32 - 1 dimensions', 'over-limit', changed((b) => b.writeUInt32LE(0xffff_ffff, at.dimensions))],
    [
      'CVE-2024-21825: a string whose length + 1 wraps to 0',
      'over-limit',
      changed((b) => b.writeBigUInt64LE(2n ** 64n - 1n, at.stringLength)),
    ],
    [
      'CVE-2024-23496: a key whose length + 1 wraps to 0',
      'over-limit',
      changed((b) => b.writeBigUInt64LE(2n ** 64n - 1n, at.keyLength)),
    ],
    [
      'CVE-2024-23496: a tensor name longer than the file',
      'over-limit',
      changed((b) => b.writeBigUInt64LE(2n ** 40n, at.tensorNameLength)),
    ],
    [
      'CVE-2024-21836: a tensor count that overflows its product',
      'over-limit',
      changed((b) => b.writeBigUInt64LE(2n ** 61n, 8)),
    ],
    [
      'CVE-2024-23605: a metadata count that overflows its product',
      'over-limit',
      changed((b) => b.writeBigUInt64LE(2n ** 60n, 16)),
    ],
    [
      'CVE-2024-23605: counts that the file cannot hold',
      'file-truncated',
      changed((b) => b.writeBigUInt64LE(65_536n, 16)),
    ],
    [
      'CVE-2025-49847: a token longer than 2^31',
      'over-limit',
      gguf([{}], [['tokenizer.ggml.tokens', { type: 'array', of: 'string', value: [''] }]]).fill(0x80, 72, 76),
    ],
    [
      'CVE-2025-53630: padded sizes that add up to more than 2^64',
      'file-truncated',
      gguf([{ shape: [2 ** 52, 1] }, { name: 'b', shape: [2 ** 52, 1023], offset: 2 ** 54 }]),
    ],
    [
      'CVE-2026-27940: many tensors, each just under a limit',
      'file-truncated',
      gguf(Array.from({ length: 8 }, (_, index) => ({ name: `t${index}`, shape: [2 ** 52], offset: index * 2 ** 54 }))),
    ],
    [
      'GHSA-96jg-mvhq-q7q7: elements times type size wraps to 0',
      'file-truncated',
      gguf([{ shape: [2 ** 31, 2 ** 31] }]),
    ],
    [
      'llama.cpp #24759: a size that wraps when it is padded',
      'file-truncated',
      gguf([{ shape: [4, 2 ** 30 - 1, 2 ** 30 + 1] }]),
    ],
    [
      'llama.cpp #19856: an array of 2^30 strings',
      'over-limit',
      gguf([{}], [['a', { type: 'array', of: 'string', value: [''] }]]).fill(0x40, 48, 49),
    ],
    [
      'llama.cpp #19856: arrays within arrays',
      'unknown-value-type',
      gguf([{}], [['a', { type: 'array', of: 'uint32', value: [9] }]]).fill(9, 37, 38),
    ],
    [
      'llama.cpp #24997: an alignment of 2^31',
      'metadata-value',
      gguf([{}], [['general.alignment', { type: 'uint32', value: 2 ** 31 }]]),
    ],
    ['an alignment of 0', 'metadata-value', gguf([{}], [['general.alignment', { type: 'uint32', value: 0 }]])],
    [
      'an alignment that is no power of two',
      'metadata-value',
      gguf([{}], [['general.alignment', { type: 'uint32', value: 48 }]]),
    ],
    [
      'llama.cpp #26318: an alignment of another type',
      'metadata-value',
      gguf([{}], [['general.alignment', { type: 'int32', value: 64 }]]),
    ],
    [
      'llama.cpp #25821: more layers than any model has',
      'over-limit',
      gguf([{}], [['llama.block_count', { type: 'uint32', value: 513 }]]),
    ],
    ['lmstudio #2289: a tensor of no type', 'tensor-type', gguf([{ typeNumber: 0x7fff_ffff }])],
    [
      'lmstudio #2289: data that begin in the header of another tensor',
      'bad-offset',
      gguf([{}, { name: 'b', offset: 0 }]),
    ],
    ['lmstudio #2289: a tensor at an odd place', 'bad-offset', gguf([{}, { name: 'b', offset: 17 }])],
    ['lmstudio #2289: a tensor beyond the end', 'bad-offset', gguf([{ offset: 2 ** 40 }])],
    [
      'a key twice, which two readers would read differently',
      'duplicate-name',
      gguf(
        [{}],
        [
          ['a', { type: 'bool', value: true }],
          ['b', { type: 'bool', value: true }],
        ],
      ).fill('b', 32, 33),
    ],
    ['a second model behind the first', 'trailing-bytes', gguf([{}], small, 4096)],
    [
      'a count of files that 16 bits do not hold',
      'metadata-value',
      gguf([{}], [...small, ['split.count', { type: 'uint32', value: 70_000 }]], 16),
    ],
  ])('refuses %s', (_name, code, bytes) => {
    expect(codeOf(bytes, openGgufFiles, 'model.gguf')).toBe(`model/${code}`);
  });
});

describe('safetensors', () => {
  const file = (header: string, data = 4) => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
    return Buffer.concat([length, Buffer.from(header), Buffer.alloc(data)]);
  };
  const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';

  it.each([
    ['a header of 2^64 - 1 bytes', 'over-limit', Buffer.alloc(16, 255)],
    ['a header of more than 100 MB, which would be allocated', 'over-limit', Buffer.from('00e1f50600000000', 'hex')],
    ['a header longer than the file', 'file-truncated', Buffer.from('ffffff0000000000', 'hex')],
    [
      'two tensors in one place, so that one can be changed by the other',
      'bad-offset',
      file(`{"a":${entry},"b":${entry}}`),
    ],
    ['bytes behind the tensors: two formats in one file', 'trailing-bytes', file(`{"a":${entry}}`, 4096)],
    ['bytes before the tensors', 'bad-offset', file(`{"a":${entry.replace('[0,4]', '[8,12]')}}`, 12)],
    [
      'a name twice, which two readers would read differently',
      'duplicate-name',
      file(`{"a":${entry},"\\u0061":${entry}}`),
    ],
    ['a shape whose product overflows', 'bad-shape', file(`{"a":${entry.replace('[1]', '[4611686018427387,4096]')}}`)],
    ['a header nested 100,000 deep', 'broken-header', file(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)],
    ['a name of every object', 'broken-header', file(`{"__proto__":{"dtype":"F32"},"a":{"__proto__":${entry}}}`)],
  ])('refuses %s', (_name, code, bytes) => {
    expect(codeOf(bytes, openSafetensors, 'model.safetensors')).toBe(`model/${code}`);
  });

  it.each([
    ['up', '../model.safetensors'],
    ['at the root', '/etc/passwd'],
    ['behind a backslash', '..\\model.safetensors'],
    ['to a NUL', 'model\0.safetensors'],
    ['to a pickle', 'pytorch_model.bin'],
    ['to the folder itself', '.'],
  ])('refuses an index whose shard lies %s', (_name, shard) => {
    writeFileSync(join(folder, 'pytorch_model.bin'), 'x');
    writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: { a: shard } }));
    expect(() => openSafetensorsFolder(folder)).toThrow(MadangError);
  });
});
