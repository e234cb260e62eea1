import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openGraft } from './open-graft.ts';

let place = '';
const home = process.cwd();
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'madang-open-'));
  for (const folder of ['texts', 'models/tiny', 'elsewhere']) mkdirSync(join(place, folder), { recursive: true });
  process.chdir(place);
});
afterEach(() => {
  process.chdir(home);
  rmSync(place, { recursive: true });
});

const yaml = (text: string) => writeFileSync(join(place, 'texts/graft.yaml'), text);
const head = 'version: 1\nname: my-graft\nsources:\n  - path: stories\n    licence: CC0-1.0\n';

describe('a graft that was saved', () => {
  test.each([
    ['a folder of texts', { from: 'texts', base: 'models/tiny', set: { sourceText: { replay: 'en.txt' } } }],
    ['a graft.yaml', { from: 'texts/graft.yaml' }],
  ])('is the same when its folder is opened, from anywhere: %s', (_, request) => {
    if (request.from.endsWith('yaml')) {
      yaml(`${head}base: ../models/tiny\nsourceText:\n  heldOut: ../en.jsonl\nmaxTokens: 500\n`);
    }
    const first = openGraft({ ...request, folder: 'elsewhere/g' });
    first.save();
    mkdirSync(join(first.folder, '.madang'));
    process.chdir('/');
    const again = openGraft({ from: join(place, 'elsewhere/g') });
    expect(again.folder).toBe(first.folder);
    expect(again.textsFolder).toBe(first.textsFolder);
    expect(again.config).toEqual(first.config);
    expect(again.budget).toEqual(first.budget);
  });

  test('names what lies on the disk relative to itself, and no folder of this machine', () => {
    yaml(`${head}base: ../models/tiny\nsourceText:\n  heldOut: ../en.jsonl\n`);
    const { config, save, folder } = openGraft({ from: 'texts', folder: 'elsewhere/g' });
    expect(config.base).toBe('../../models/tiny');
    expect(config.sourceText).toEqual({ heldOut: '../../en.jsonl' });
    expect(config.sources).toMatchObject([{ path: 'stories', licence: 'CC0-1.0' }]);
    save();
    const saved = readFileSync(join(folder, 'graft.yaml'), 'utf8');
    expect(saved).toContain('textsFolder: ../../texts');
    expect(saved).not.toContain(place);
  });

  test('a name in the catalogue or on a hub stays a name', () => {
    for (const base of ['smollm2-135m-instruct', 'org/name', 'org/name@main', '/absolute/model.gguf']) {
      expect(openGraft({ from: 'texts', base }).config.base).toBe(base);
    }
  });
});

describe('flags and --set', () => {
  test('win over the file; a budget given on the command line replaces all of the file', () => {
    yaml(`${head}maxTokens: 500\nmaxEpochs: 3\ntrain:\n  rank: 8\n  seed: 5\n`);
    const opened = openGraft({ from: 'texts', maxTime: '1h30m', set: { train: { rank: 2 } } });
    expect(opened.budget).toEqual({ maxSeconds: 5400 });
    expect(opened.config.train).toMatchObject({ rank: 2, seed: 5 });
    expect(openGraft({ from: 'texts' }).budget).toEqual({ maxTokens: 500, maxEpochs: 3 });
  });
});

test('a single file of texts is a source of its own', () => {
  const file = join(place, 'Voices of 2024.jsonl');
  writeFileSync(file, '{"text":"habari"}\n');
  const { config, textsFolder, folder } = openGraft({ from: file, folder: join(place, 'voices') });
  expect(config).toMatchObject({ name: 'voices-of-2024', sources: [{ path: 'Voices of 2024.jsonl' }] });
  expect([textsFolder, folder]).toEqual([place, join(place, 'voices')]);
});

test('a graft folder inside its texts is refused', () => {
  expect(() => openGraft({ from: 'texts', folder: 'texts/g' })).toThrow(
    expect.objectContaining({ code: 'pipelines/graft-inside-texts' }),
  );
});

test('a folder without a usable name is "my"', () => {
  mkdirSync('한글');
  expect(openGraft({ from: '한글' }).folder).toBe(join(place, 'my-graft'));
});
