import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findModel } from './find-model.ts';
import { readTexts } from './read-texts.ts';

const folder = await mkdtemp(join(tmpdir(), 'madang-score-'));

test('text files are one text, rows of JSON lines one each', async () => {
  await writeFile(join(folder, 'a.txt'), '마당\n');
  await writeFile(join(folder, 'b.jsonl.gz'), gzipSync('{"text":"one"}\n{"text":"two"}\n'));
  expect(await readTexts([join(folder, 'a.txt'), join(folder, 'b.jsonl.gz')])).toEqual(['마당\n', 'one', 'two']);
});

test('a missing file, a broken row and an empty file say what is wrong', async () => {
  await writeFile(join(folder, 'broken.jsonl'), '{"text":"one"}\n{"text":\n');
  await writeFile(join(folder, 'empty.txt'), '');
  await expect(readTexts([join(folder, 'none.txt')])).rejects.toMatchObject({ code: 'evaluate/unreadable-file' });
  await expect(readTexts([join(folder, 'broken.jsonl')])).rejects.toThrow('row 2');
  await expect(readTexts([join(folder, 'empty.txt')])).rejects.toMatchObject({ code: 'evaluate/nothing-to-score' });
});

test('a path that does not exist is no model', async () => {
  const effects = {
    emit: () => {},
    signal: new AbortController().signal,
    clock: () => 0,
    store: () => Promise.reject(),
  };
  await expect(findModel('./no-such-model.gguf', effects)).rejects.toMatchObject({ code: 'evaluate/no-model' });
});
