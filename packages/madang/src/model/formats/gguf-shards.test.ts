import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openGgufFiles } from './gguf-shards.ts';
import type { GgufMetadata, GgufValue } from './gguf-types.ts';
import { writeGguf } from './gguf-write.ts';

const folder = mkdtempSync(join(tmpdir(), 'madang-gguf-shards-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pathOf = (part: number, of = 3) => join(folder, `model-0000${part}-of-0000${of}.gguf`);
const tensor = (name: string, value: number) => ({
  ...{ name, shape: [4], type: 'F32' as const, read: () => new Float32Array(4).fill(value) },
});
const split = (part: number, count: number, tensors: number): [string, GgufValue][] => [
  ['split.no', { type: 'uint16', value: part }],
  ['split.count', { type: 'uint16', value: count }],
  ['split.tensors.count', { type: 'int32', value: tensors }],
];

/** As `gguf-split --no-tensor-first-split` writes them: all metadata and no tensor in the first. */
async function writeParts(change: (part: number, metadata: Map<string, GgufValue>) => void = () => {}): Promise<void> {
  for (const part of [1, 2, 3]) {
    const own: GgufMetadata = new Map<string, GgufValue>([
      ...(part === 1 ? [['general.architecture', { type: 'string', value: 'llama' }] as const] : []),
      ...split(part - 1, 3, 3),
    ]);
    const metadata = new Map(own);
    change(part, metadata);
    const tensors = [[], [tensor('a', 1), tensor('b', 2)], [tensor('c', 3)]][part - 1] ?? [];
    await writeGguf(pathOf(part), metadata, tensors);
  }
}

describe('GGUF in several files', () => {
  it('reads them as one, whichever is named', async () => {
    await writeParts();
    for (const part of [1, 2, 3]) {
      using model = openGgufFiles(pathOf(part));
      expect(model.files).toEqual([pathOf(1), pathOf(2), pathOf(3)]);
      expect(model.metadata.get('general.architecture')?.value).toBe('llama');
      expect([...model.tensors.keys()]).toEqual(['a', 'b', 'c']);
      expect(['a', 'b', 'c'].map((name) => model.read(name)[0])).toEqual([1, 2, 3]);
      expect(model.readStored('c')).toHaveLength(16);
    }
  });

  it.each([
    ['split.no', 0],
    ['split.count', 4],
  ])('refuses files whose %s does not agree with their names', async (key, value) => {
    await writeParts((part, metadata) => part === 2 && metadata.set(key, { type: 'uint16', value }));
    expect(() => openGgufFiles(pathOf(1))).toThrow(`${key} is ${value}`);
  });

  it('refuses a count of tensors that is not theirs, and a key that is missing', async () => {
    await writeParts((_, metadata) => metadata.set('split.tensors.count', { type: 'int32', value: 4 }));
    expect(() => openGgufFiles(pathOf(1))).toThrow('split.tensors.count is 4');
    await writeParts((part, metadata) => part === 3 && metadata.delete('split.no'));
    expect(() => openGgufFiles(pathOf(1))).toThrow('split.no is ?');
  });

  it('refuses a tensor that two files hold', async () => {
    await writeParts();
    await writeGguf(pathOf(3), new Map(split(2, 3, 3)), [tensor('a', 3)]);
    expect(() => openGgufFiles(pathOf(1))).toThrow('"a" twice');
  });

  it('names the file that is missing, and a part under the name of a whole', async () => {
    await writeParts();
    rmSync(pathOf(3));
    expect(() => openGgufFiles(pathOf(1))).toThrow(pathOf(3));
    const alone = join(folder, 'alone.gguf');
    renameSync(pathOf(2), alone);
    expect(() => openGgufFiles(alone)).toThrow('split.count is 3');
    expect(() => openGgufFiles(join(folder, 'model-00001-of-99999.gguf'))).toThrow('file count is 99999');
  });
});
