import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sourceSchema } from './contract.ts';
import { makeDocuments } from './make-documents.ts';
import { readDocuments, writeDocuments } from './read-documents.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madang-documents-'));
});
afterAll(() => rm(folder, { recursive: true }));

const source = sourceSchema.parse({ path: 'a', licence: 'CC0-1.0' });
const documents = Array.from({ length: 500 }, (_, index) =>
  makeDocuments(
    { kind: 'text', text: `글 ${index}\u2028\n${'가'.repeat(index)}`, row: index + 1 },
    source,
    0,
    'a.jsonl',
  ),
).flat();

it.each(['a.jsonl', 'a.jsonl.gz'])('%s: what was written is read', async (name) => {
  await writeDocuments(join(folder, name), documents);
  expect(await readDocuments(join(folder, name))).toEqual(documents);
});

it('gives the same gzip bytes each time, on any system', async () => {
  await writeDocuments(join(folder, 'one.gz'), documents);
  await writeDocuments(join(folder, 'two.gz'), documents);
  const one = await readFile(join(folder, 'one.gz'));
  expect(one.equals(await readFile(join(folder, 'two.gz')))).toBe(true);
  expect([...one.subarray(4, 8), one[9]]).toEqual([0, 0, 0, 0, 255]);
  expect(gunzipSync(one).toString().split('\n')).toHaveLength(501);
});

it('an empty list is an empty file', async () => {
  await writeDocuments(join(folder, 'none.jsonl.gz'), []);
  expect(await readDocuments(join(folder, 'none.jsonl.gz'))).toEqual([]);
});

it('a truncated file is an error, not fewer documents', async () => {
  const { writeFile } = await import('node:fs/promises');
  await writeDocuments(join(folder, 'whole.gz'), documents);
  const whole = await readFile(join(folder, 'whole.gz'));
  await writeFile(join(folder, 'cut.gz'), whole.subarray(0, whole.length / 2));
  await expect(readDocuments(join(folder, 'cut.gz'))).rejects.toThrow();
  await expect(readDocuments(join(folder, 'absent.gz'))).rejects.toThrow('ENOENT');
});
