// The main job in its other forms, with the real command line on a tiny chat base: new tokens with a control, and weights
// trained whole. The proofs of each release are llama.cpp's and the tokenizers library's.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openModel } from '../../packages/madang/src/model/open-model.ts';
import { type Ended, makeWorkplace, stepsOf, type Workplace } from './tiny-graft.fixture.ts';

let place: Workplace;
const loose = [
  'gate.chatWorseBy=10',
  'gate.endedLessBy=1',
  'gate.factsLessBy=1',
  'gate.sourceWorseBy=1',
  'train.rank=4',
];
const graft = (folder: string, settings: readonly string[], ...words: string[]) => {
  const set = [...loose, ...settings].flatMap((setting) => ['--set', setting]);
  const common = ['graft', 'texts', '--base', 'base', '--engine', 'onnxruntime', '-o', folder];
  return place.madang([...common, ...set, ...words]);
};

beforeAll(async () => {
  place = await makeWorkplace({ isChatBase: true });
}, 60_000);
afterAll(() => place[Symbol.dispose]());

function expectProven(ended: Ended, files: readonly string[]): void {
  expect(ended.code, ended.stderr).toBe(0);
  const { proofs } = JSON.parse(readFileSync(join(ended.last.release, 'proofs.json'), 'utf8'));
  expect(proofs.every(({ outcome }: { outcome: string }) => outcome === 'pass')).toBe(true);
  for (const file of files) expect(existsSync(join(ended.last.release, file)), file).toBe(true);
}

describe('new tokens', () => {
  let first: Ended;
  const words = ['--new-tokens', '80', '--max-tokens', '12000', '--control'];
  beforeAll(async () => {
    first = await graft('out/grown', [], ...words);
  }, 120_000);

  test('are trained, proven in llama.cpp, and make a larger model', async () => {
    expectProven(first, ['adapter/adapter_model.safetensors', 'adapter/trained_rows.safetensors']);
    expect(first.last.newTokens).toBe(80);
    using base = await openModel(join(place.folder, 'base'));
    for (const file of ['hugging-face', 'texts-F16.gguf']) {
      using model = await openModel(join(first.last.release, file));
      const added = model.config.vocabularySize - base.config.vocabularySize;
      expect([added >= 80, added < 80 + 64, model.config.vocabularySize % 64]).toEqual([true, true, 0]);
    }
    expect(readFileSync(join(first.last.release, 'README.md'), 'utf8')).toMatch(/80 tokens for the language/);
  });

  test('the control has as many steps on source text, and stands in the report', () => {
    expect(first.last.control.difference).toBeGreaterThan(first.last.targetLanguage.difference);
    const page = readFileSync(first.last.report, 'utf8');
    expect(page).toMatch(/Control: as many steps on English text alone/);
    expect(page).toMatch(/This graft got 80 new tokens/);
  });

  test('their start can be chosen by a probe', async () => {
    const small = ['grow.initialiser=probe', 'train.rows=2', 'train.rowTokens=32'];
    const ended = await graft('out/probed', small, '--new-tokens', '80', '--max-tokens', '2000');
    expect(ended.code, ended.stderr).toBe(0);
    const chosen = ended.events.find(({ code }) => code === 'pipelines/initialiser-chosen');
    expect(chosen?.values.scores.split(', ')).toHaveLength(4);
    expect(chosen?.values.scores).toMatch(new RegExp(`^${chosen?.values.initialiser} `));
  }, 120_000);

  test('given again, every step is found', async () => {
    const second = await graft('out/grown', [], ...words);
    expect(second.code, second.stderr).toBe(0);
    const steps = stepsOf(second);
    for (const step of ['extend', 'grow', 'train', 'answers', 'compare'])
      expect([step, steps[step]]).toEqual([step, 'reused']);
    expect(second.last.release).toBe(first.last.release);
    expect(second.last.control).toEqual(first.last.control);
  });
});

describe('weights trained whole', () => {
  test('are released as a whole model, without an adapter', async () => {
    const settings = [
      'train.method=full',
      'train.learningRate=0.002',
      'train.averageDecay=0.9',
      'train.frozenLayers=1',
    ];
    const ended = await graft('out/full', settings, '--max-tokens', '12000');
    expectProven(ended, ['hugging-face/model.safetensors', 'texts-F16.gguf']);
    expect(existsSync(join(ended.last.release, 'adapter'))).toBe(false);
    expect(ended.last.targetLanguage.difference).toBeLessThan(-0.1);
    const card = readFileSync(join(ended.last.release, 'README.md'), 'utf8');
    expect(card).toMatch(/The weights themselves/);
    expect(card).not.toMatch(/adapter\//);
  }, 120_000);
});

test('tune writes the better recipe into the graft.yaml that it was given, beside its comments', async () => {
  const yaml = join(place.folder, 'tuned.yaml');
  // far too small a rate: whatever is near and larger is better
  const written = [
    '# mine',
    'version: 1',
    'name: tuned',
    'base: ./base',
    'sources:',
    '  - path: texts # kept',
    'train:',
    '  learningRate: 0.0005 # a guess',
    '  rows: 2',
    '  rowTokens: 64',
    '  rank: 4',
  ];
  writeFileSync(yaml, written.join('\n'));
  const words = ['tune', 'tuned.yaml', '--max-time', '40s', '--engine', 'onnxruntime', '-o', 'out/tuned'];
  const first = await place.madang(words);
  expect(first.code, first.stderr).toBe(0);
  expect(first.last.changed).toBe(true);
  expect(first.last.trials.length).toBeGreaterThanOrEqual(4);
  const text = readFileSync(yaml, 'utf8');
  for (const comment of ['# mine', '# kept', '# madang tune: ']) expect(text).toContain(comment);
  for (const [name, value] of Object.entries(first.last.changes)) expect(text).toContain(`${name}: ${value}`);
  expect(text).toContain('rowTokens: 64');
}, 180_000);

test('a training of nothing is refused before it starts', async () => {
  const { code, last } = await graft('out/nothing', ['train.frozenLayers=9'], '--max-tokens', '2000');
  expect([code, last.code]).toEqual([3, 'train/nothing-trained']);
});

test('extend without a number says what to give', async () => {
  const words = ['extend', 'texts', '--base', 'base', '--new-tokens', '0', '-o', 'out/zero'];
  const { code, last } = await place.madang(words);
  expect([code, last.code]).toEqual([3, 'pipelines/no-new-tokens']);
});

test('a number of tokens that is none is refused', async () => {
  const { code, last } = await graft('out/none', [], '--new-tokens', 'many');
  expect([code, last.type]).toEqual([3, 'error']);
  expect(last.found).toMatch(/newTokens/);
});
