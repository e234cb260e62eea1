import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPlace } from './read-place.ts';

it('finds a text again by its row, and nothing where the row is gone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'madang-place-'));
  const absolute = join(folder, 'a.jsonl');
  await writeFile(absolute, '{"text":"하나"}\n{"text":"둘"}\n');
  expect(await readPlace({ path: 'a.jsonl', row: 2 }, absolute)).toMatchObject({ text: '둘' });
  expect(await readPlace({ path: 'a.jsonl', row: 3 }, absolute)).toBeUndefined();
  await rm(folder, { recursive: true });
});
