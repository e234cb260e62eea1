// What goes wrong with people's input and machines: each time a code, a sentence that says what was found, what was
// expected and what to do, an exit code, and nothing half-written.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportGguf } from '../../packages/madang/src/model/export-gguf.ts';
import { tinyModel } from '../../packages/madang/src/model/tiny-model.fixture.ts';
import {
  type Ended,
  type Event,
  filesIn,
  halfWritten,
  isAlive,
  makeWorkplace,
  stepsOf,
  trainersOf,
  tryKill,
  type Workplace,
  waitFor,
} from './tiny-graft.fixture.ts';

let place: Workplace;
beforeAll(async () => {
  place = await makeWorkplace();
}, 60_000);
afterAll(() => place[Symbol.dispose]());

const at = (...parts: string[]) => join(place.folder, ...parts);
const flags = ['--base', 'base', '--engine', 'onnxruntime', '--max-tokens', '4000', '--set', 'train.rank=4'];
/** Little source text: what is tried here fails or ends long before it matters. */
const little = ['replay', 'heldOut'].flatMap((role) => ['--set', `sourceText.${role}=texts/text-00.txt`]);
const graftOf = (from: string, ...more: string[]) => [
  'graft',
  from,
  ...flags,
  ...little,
  '--allow-failed-gate',
  ...more,
];

function expectRefusal(ended: Ended, exitCode: number, code: string): Event {
  expect(ended.last, ended.stderr).toMatchObject({ type: 'error', v: 1, code });
  expect(ended.code).toBe(exitCode);
  for (const part of ['found', 'expected', 'next']) expect(ended.last[part], part).toMatch(/\S{3}/);
  expect(JSON.stringify(ended.last)).not.toMatch(/undefined|\[object|NaN| {4}at /);
  expect(ended.stderr).toBe('');
  expectNothingHalfWritten();
  return ended.last;
}

function expectNothingHalfWritten(): void {
  expect(halfWritten(place.folder)).toEqual([]);
}

function folderWith(name: string, files: Record<string, string | Uint8Array>): string {
  mkdirSync(at(name), { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(at(name, file), content);
  return name;
}

describe('texts', () => {
  test('a folder that is not there, and one that is empty', async () => {
    expectRefusal(await place.madang(graftOf('none')), 4, 'pipelines/nothing-there');
    folderWith('empty', {});
    expectRefusal(await place.madang(graftOf('empty')), 3, 'intake/empty-folder');
  });

  test('no text in the target language', async () => {
    const english = 'The courtyard is open in the middle, and everyone who comes home passes through it.\n';
    folderWith('english', { 'a.txt': english.repeat(3), 'b.txt': english.toUpperCase().repeat(2) });
    const { found, expected } = expectRefusal(await place.madang(graftOf('english')), 3, 'curate/nothing-kept');
    expect(found).toContain('2 documents');
    expect(expected).toContain('ko');
  });

  test('binary files, broken text and other kinds among good ones: said, and the rest goes on', async () => {
    folderWith('mixed', {
      'binary.txt': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 2, 3]),
      'latin-1.txt': Buffer.from('Caf\u00e9 \u00e0 la carte, d\u00e9j\u00e0 vu.\n', 'latin1'),
      'cp949.txt': new Uint8Array([0xb8, 0xb6, 0xb4, 0xe7, 0x0a]),
      'utf-16.txt': Buffer.from('\ufeff마당', 'utf16le'),
      'noise.txt': new Uint8Array([0x61, 0x62, 0x63, 0xff, 0x64, 0xfe, 0x80, 0x0a]),
      'photo.jpg': new Uint8Array([0xff, 0xd8, 0xff]),
      'empty.txt': '',
      'damaged.txt.gz': new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2]),
    });
    for (const name of ['text-01.txt', 'text-02.txt', 'text-03.txt'])
      copyFileSync(join(place.texts, name), at('mixed', name));
    const ended = await place.madang(['curate', 'mixed', ...flags, '-o', 'mixed-graft']);
    expect(ended.code, ended.stderr).toBe(0);
    const warnings = ended.events.filter(({ type }) => type === 'warning');
    const about = (file: string) => warnings.find(({ found }) => String(found).includes(file));
    expect(about('binary.txt')?.found).toMatch(/binary/);
    expect(about('noise.txt')?.found).toMatch(/0xFF at position 3 is not UTF-8/i);
    for (const read of ['latin-1.txt', 'cp949.txt', 'utf-16.txt']) expect(about(read), read).toBeUndefined();
    const encodings = ended.events.find(({ code }) => code === 'intake/read-by');
    expect(encodings?.values).toMatchObject({ encodings: 'utf-8 4, euc-kr 1, utf-16le 1, windows-1252 1' });
    expect(about('damaged.txt.gz')?.found).toMatch(/gzip/);
    expect(about('.jpg')?.code).toBe('intake/formats-unread');
    for (const { found, expected, next } of warnings)
      for (const part of [found, expected, next]) expect(part).toMatch(/\S/);
    expect(ended.last).toMatchObject({ type: 'result', reused: false });
    expect(ended.last.train + ended.last.heldOut).toBeGreaterThanOrEqual(3);
    expectNothingHalfWritten();
  });

  test('a file that may not be read (skipped for root, who may read all)', async (context) => {
    if (process.getuid?.() === 0) context.skip();
    folderWith('closed', { 'secret.txt': '마당' });
    copyFileSync(join(place.texts, 'text-01.txt'), at('closed/open.txt'));
    chmodSync(at('closed/secret.txt'), 0);
    const ended = await place.madang(['intake', 'closed', ...flags, '-o', 'closed-graft']);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.events.find(({ code }) => code === 'intake/file-unread')?.found).toContain('secret.txt');
  });

  test('nothing but text in Latin-1', async () => {
    folderWith('latin', { 'a.txt': Buffer.from('Caf\u00e9\n', 'latin1') });
    const { found } = expectRefusal(await place.madang(graftOf('latin')), 3, 'intake/nothing-readable');
    expect(found).toMatch(/not UTF-8/);
  });
});

describe('the base', () => {
  const withBase = (base: string, environment = {}) =>
    place.madang(['graft', 'texts', '--base', base, '--engine', 'onnxruntime', '-o', 'bad-base-graft'], environment);

  test('a name that means nothing, and one that no hub serves', async () => {
    const { expected } = expectRefusal(await withBase('smolm2'), 4, 'model/unknown-base');
    expect(expected).toContain('smollm2-135m-instruct');
    expectRefusal(await withBase('no-such/model'), 6, 'model/hub-unreachable');
  });

  test('a GGUF that was cut off', async () => {
    const { config, tokenizerJson, chatTemplate, weights, name, licence } = tinyModel();
    const path = at('cut.gguf');
    await exportGguf(path, { config, tokenizerJson, chatTemplate, weights, type: 'F16', name, licence });
    truncateSync(path, 100_000);
    const { found } = expectRefusal(await withBase('cut.gguf'), 3, 'model/file-truncated');
    expect(found).toContain('100000');
    truncateSync(path, 10);
    expectRefusal(await withBase('cut.gguf'), 3, 'model/file-truncated');
    writeFileSync(path, 'not a model at all, but long enough for a header');
    expectRefusal(await withBase('cut.gguf'), 3, 'model/not-gguf');
  });

  test('a folder with a pickle', async () => {
    folderWith('pickled', { 'pytorch_model.bin': new Uint8Array([0x80, 2, 0x7d, 0x71, 0, 0x2e]) });
    for (const name of ['config.json', 'tokenizer.json']) copyFileSync(join(place.base, name), at('pickled', name));
    const { found, expected } = expectRefusal(await withBase('pickled'), 3, 'model/pickle');
    expect(found).toContain('pytorch_model.bin');
    expect(expected).toContain('safetensors');
  });

  test('no network and no Python', async () => {
    const alone = { PATH: '', MADANG_HOME: at('empty-cache'), HF_ENDPOINT: 'http://127.0.0.1:9' };
    const { found, next } = expectRefusal(await withBase('smollm2-135m-instruct', alone), 6, 'model/no-source');
    expect(found).toMatch(/127\.0\.0\.1:9.*did not answer/);
    expect(found).toMatch(/no python3/);
    expect(next).toMatch(/path/);
    expect(filesIn(at('empty-cache')).filter((path) => path !== 'bases')).toEqual([]);
  });
});

describe('graft.yaml', () => {
  const withYaml = (text: string) => {
    folderWith('with-yaml', { 'graft.yaml': text });
    return place.madang(['graft', 'with-yaml', '-o', 'yaml-graft']);
  };
  const head = 'version: 1\nname: a\nsources:\n  - path: ../texts\n';

  test('an unknown key names the nearest one', async () => {
    const { found, expected } = expectRefusal(
      await withYaml(`${head}train:\n  learningrate: 0.1\n`),
      3,
      'pipelines/unknown-key',
    );
    expect(found).toContain('train.learningrate');
    expect(expected).toContain('learningRate');
    expect(expectRefusal(await withYaml(`${head}langauge: ko\n`), 3, 'pipelines/unknown-key').expected).toContain(
      'language',
    );
  });

  test('a value that does not fit, and text that is no YAML', async () => {
    expectRefusal(await withYaml(`${head}train:\n  rank: many\n`), 3, 'pipelines/bad-value');
    expectRefusal(await withYaml('version: 1\n  name: a\n'), 3, 'pipelines/broken-yaml');
    expectRefusal(await withYaml(`${head}maxTime: soon\n`), 2, 'pipelines/bad-duration');
    expect(existsSync(at('yaml-graft'))).toBe(false);
  });
});

describe('while it works', () => {
  test('two grafts at once in one folder: the second is told who has it, the first goes on', async () => {
    const first = place.start(graftOf('texts', '-o', 'shared'));
    await waitFor(() => (existsSync(at('shared/.madang/lock.pid')) ? true : undefined));
    const second = await place.madang(graftOf('texts', '-o', 'shared'));
    expect(second.last).toMatchObject({ type: 'error', code: 'kernel/locked' });
    expect(second.code).toBe(5);
    expect(second.last.found).toContain(`pid ${first.pid}`);
    expect(second.last.next).toContain('madang attach');
    process.kill(first.pid, 'SIGTERM');
    const stopped = await first.ended;
    expect(stopped.code, JSON.stringify(stopped.last)).toBe(130);
    expect(stopped.last).toMatchObject({ type: 'error', next: expect.stringContaining('same command') });
    expectNothingHalfWritten();
  });

  test('a trainer that the system kills: its death is explained, and the same command goes on', async () => {
    const started = place.start(graftOf('texts', '-o', 'killed', '--max-tokens', '40000'));
    tryKill(await waitFor(() => trainersOf(started.pid)[0]));
    const { found, next } = expectRefusal(await started.ended, 7, 'train/trainer-killed');
    expect(found).toMatch(/memory/);
    expect(next).toMatch(/--set train\.rows=4 --set train\.accumulate=2/);
    const runs = await place.madang(['runs', 'killed']);
    expect(runs.last.runs).toMatchObject([{ state: 'failed' }]);
    const again = await place.madang(['train', 'killed', '--engine', 'onnxruntime']);
    expect(again.code, again.stderr).toBe(0);
    expect(stepsOf(again)).toMatchObject({ intake: 'reused', curate: 'reused', train: 'done' });
    expectNothingHalfWritten();
  });
});

describe.skipIf(!canMount())('a full disk (skipped where no file system can be mounted: only root may)', () => {
  const refusals = ['kernel/no-space', 'train/not-enough-disk', 'train/no-space-for-checkpoints'];

  test.each([
    ['while texts are read', 40, 'intake'],
    ['before training', 200, 'fertility'],
    ['while the release is written', 600, 'graft'],
  ])('%s', { timeout: 60_000 }, async (_, kilobytes, next) => {
    const disk = at(`disk-${kilobytes}`);
    expect(mount(disk, kilobytes)).toBe(true);
    try {
      const words = graftOf('texts', '-o', `disk-${kilobytes}/g`);
      const full = await place.madang(words);
      expect(refusals).toContain(full.last.code);
      const { found } = expectRefusal(full, 7, String(full.last.code));
      expect(found).toContain(disk);
      expect(filesIn(join(disk, 'g/releases/texts'))).toEqual([]);
      expect(mount(disk, 20_000, 'remount,')).toBe(true);
      const again = await place.madang([next, ...words.slice(1)]);
      expect(again.code, `${again.stderr}${JSON.stringify(again.last)}`).toBe(0);
      expectNothingHalfWritten();
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  test('while it trains', { timeout: 60_000 }, async () => {
    const disk = at('disk-training');
    expect(mount(disk, 3000)).toBe(true);
    try {
      const often = ['--max-tokens', '60000', '--set', 'train.checkpointMinutes=0.002', '--set', 'train.rows=2'];
      const words = graftOf('texts', '-o', 'disk-training/g', ...often);
      const started = place.start(words);
      const trainer = await waitFor(() => trainersOf(started.pid)[0]);
      await waitFor(() => filesIn(disk).find((path) => /checkpoints\/\d+$/.test(path)));
      fill(join(disk, 'filler'));
      const full = await started.ended;
      await waitFor(() => (isAlive(trainer) ? undefined : true));
      expect(refusals).toContain(full.last.code);
      expectRefusal(full, 7, String(full.last.code));
      rmSync(join(disk, 'filler'));
      expect(mount(disk, 20_000, 'remount,')).toBe(true);
      const { code, stderr, events, last } = await place.madang(words);
      expect(code, `${stderr}${JSON.stringify(last)}`).toBe(0);
      expect(events.some((event) => event.code === 'train/resumed')).toBe(true);
      expect(readFileSync(join(last.release, 'proofs.json'), 'utf8')).not.toContain('"fail"');
      expectNothingHalfWritten();
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});

/** A file system of some kilobytes; `remount,` gives one that is there another size. */
function mount(folder: string, kilobytes: number, options = ''): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `${options}size=${kilobytes}k`, 'tmpfs', folder]).status === 0;
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'madang-mount-'));
  const can = mount(folder, 8);
  if (can) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return can;
}

/** Writes until nothing more goes on the disk. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, new Uint8Array(4096));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  } finally {
    closeSync(file);
  }
}
