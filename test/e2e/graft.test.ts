// The main job with the real command line on a tiny chat base: what it says, what it leaves, what it does not do again.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashFiles } from '../../packages/madang/src/kernel/hash.ts';
import { openModel } from '../../packages/madang/src/model/open-model.ts';
import {
  type Ended,
  filesIn,
  halfWritten,
  koreanText,
  makeWorkplace,
  newestRecord,
  stepsOf,
  type Workplace,
} from './tiny-graft.fixture.ts';

let place: Workplace;
let first: Ended;
const words = ['graft', 'texts', '--base', 'base', '--max-tokens', '20000', '--engine', 'onnxruntime', '-o', 'out/g'];
/** What a model of random numbers answers is noise: the gate may not hang on it. */
const settings = [
  'train.rank=4',
  'train.rows=8',
  'gate.chatWorseBy=10',
  'gate.endedLessBy=1',
  'gate.factsLessBy=1',
].flatMap((setting) => ['--set', setting]);
const graft = () => join(place.folder, 'out/g');
const again = (...more: string[]) => place.madang([...words, ...settings, ...more]);

beforeAll(async () => {
  place = await makeWorkplace({ isChatBase: true });
  first = await again();
}, 120_000);
afterAll(() => place[Symbol.dispose]());

describe('the result', () => {
  test('is the last line, with every field that is promised', () => {
    expect(first.code, first.stderr).toBe(0);
    expect(first.last).toMatchObject({ type: 'result', v: 1, operation: 'graft', engine: 'onnxruntime' });
    const positive = ['elapsedSeconds', 'tokensPerSecond', 'peakMemoryBytes', 'trainedTokens'];
    for (const field of positive) expect(first.last[field], field).toBeGreaterThan(0);
    expect(Math.abs(first.last.trainedTokens / 20_000 - 1)).toBeLessThan(0.1);
    expect(first.last.newTokens).toBe(0);
    for (const language of ['targetLanguage', 'sourceLanguage']) {
      const { base, graft: grafted, difference, low, high } = first.last[language];
      expect(difference).toBeCloseTo(grafted - base, 12);
      expect(low).toBeLessThanOrEqual(difference);
      expect(high).toBeGreaterThanOrEqual(difference);
    }
    expect(first.last.targetLanguage.difference).toBeLessThan(-0.3);
    expect(first.last.gate).toBe('pass');
    expect(first.last.conditions.map(({ name }: { name: string }) => name)).toEqual([
      'target-better',
      'source-kept',
      'chat-kept',
      'answers-end',
      'facts-kept',
    ]);
    expect(existsSync(first.last.release)).toBe(true);
  });

  test('forecast and truth stand side by side in the record', () => {
    const { training } = newestRecord(graft(), 'adapter').facts;
    expect(training.trainedTokens).toBe(first.last.trainedTokens);
    expect(training.forecast.steps).toBe(training.steps);
    // of the 8 rows of a step 6 hold target text, the others replay
    const targetShare = (training.epochs * training.targetTextTokens) / training.trainedTokens;
    expect(targetShare).toBeGreaterThan(0.6);
    expect(targetShare).toBeLessThan(0.9);
  });

  test('is a release that opens, is proven, and says that it is for local use only', async () => {
    const folder: string = first.last.release;
    const files = (await hashFiles(folder)).map(({ path }) => path);
    expect(files).toEqual(
      expect.arrayContaining([
        'Modelfile',
        'README.md',
        'adapter/adapter_model.safetensors',
        'hugging-face/model.safetensors',
        'proofs.json',
        'texts-F16.gguf',
        'texts-Q8_0.gguf',
      ]),
    );
    for (const path of ['hugging-face', 'texts-F16.gguf', 'texts-Q8_0.gguf']) {
      using model = await openModel(join(folder, path));
      expect(model.config.layerCount).toBe(2);
    }
    const { proofs } = JSON.parse(readFileSync(join(folder, 'proofs.json'), 'utf8'));
    expect(proofs.length).toBeGreaterThan(4);
    expect(proofs.every(({ outcome }: { outcome: string }) => outcome === 'pass')).toBe(true);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(/local use only/i);
  });

  test('events are numbered lines, and no step is left open', () => {
    expect(first.events.map(({ seq }) => seq)).toEqual(first.events.map((_, index) => index + 1));
    const count = (type: string) => first.events.filter((event) => event.type === type).length;
    expect(count('step-start')).toBeGreaterThan(8);
    expect(count('step-end')).toBe(count('step-start'));
    expect(first.events.some((event) => event.type === 'metric' && event.name === 'loss')).toBe(true);
  });

  test('nothing lies outside the graft folder and the cache, and nothing is half-written', () => {
    const allowed = /^(base|texts|cache|home|tmp|out)$|^(base|texts|cache|out\/g)\/|^out\/g$|^tmp\/node-compile-cache/;
    expect(filesIn(place.folder).filter((path) => !allowed.test(path))).toEqual([]);
    expect(halfWritten(place.folder)).toEqual([]);
    expect(filesIn(join(place.folder, 'out'))).toContain('g/graft.yaml');
    expect(filesIn(join(place.folder, 'texts'))).toHaveLength(24);
  });
});

describe('given again', () => {
  const wholeWay = ['intake', 'curate', 'source-material', 'fertility', 'train', 'answers', 'compare'];

  test('finds every step done, and the same release', async () => {
    const second = await again();
    expect(second.code, second.stderr).toBe(0);
    const steps = stepsOf(second);
    expect(wholeWay.map((step) => [step, steps[step]])).toEqual(wholeWay.map((step) => [step, 'reused']));
    expect(second.last.release).toBe(first.last.release);
    expect(second.last.targetLanguage).toEqual(first.last.targetLanguage);
    expect(second.last.elapsedSeconds).toBeLessThan(first.last.elapsedSeconds / 4);
    expect(filesIn(join(graft(), 'releases/texts')).filter((path) => /^[\d.]+$/.test(path))).toEqual(['0.1.0']);
  });

  test('by its folder, from elsewhere, it is the same graft', async () => {
    const second = await place.madang(['graft', 'out/g', '--engine', 'onnxruntime']);
    expect(second.code, second.stderr).toBe(0);
    const steps = stepsOf(second);
    expect(wholeWay.map((step) => [step, steps[step]])).toEqual(wholeWay.map((step) => [step, 'reused']));
    expect(second.last.release).toBe(first.last.release);
  });

  test('with another gate only the judgement is made again', async () => {
    const second = await again('--set', 'gate.sourceWorseBy=0.05');
    expect(second.code, second.stderr).toBe(0);
    const steps = stepsOf(second);
    expect(wholeWay.filter((step) => steps[step] !== 'reused')).toEqual([]);
    expect(second.last.conditions[1]).toMatchObject({ name: 'source-kept', bound: 0.05 });
  });

  test('with another seed it trains anew, and what comes before is found; a gate that fails has its exit code', async () => {
    const strict = ['--set', 'train.seed=2', '--max-tokens', '4000', '--set', 'gate.targetUpperBound=-100'];
    const failed = await again(...strict);
    expect(failed.code, failed.stderr).toBe(10);
    expect(failed.last).toMatchObject({ type: 'result', gate: 'fail', release: null });
    expect(failed.last.conditions[0]).toMatchObject({ name: 'target-better', outcome: 'fail', bound: -100 });
    expect(existsSync(failed.last.report)).toBe(true);
    const steps = stepsOf(failed);
    expect(Object.entries(steps).filter(([, outcome]) => outcome === 'reused')).toEqual(
      expect.arrayContaining([
        ['intake', 'reused'],
        ['curate', 'reused'],
        ['source-material', 'reused'],
      ]),
    );
    expect([steps.train, steps.answers, steps.compare]).toEqual(['done', 'done', 'done']);
    const allowed = await again(...strict, '--allow-failed-gate');
    expect([allowed.code, allowed.last.gate]).toEqual([0, 'fail']);
    expect(stepsOf(allowed).train).toBe('reused');
    expect(readFileSync(join(allowed.last.release, 'README.md'), 'utf8')).toMatch(/gate/i);
  });

  test('with a further text it reads and trains anew', async () => {
    const added = join(place.texts, 'added.txt');
    writeFileSync(added, koreanText(99));
    const second = await place.madang(['curate', 'out/g']);
    rmSync(added);
    expect(second.code, second.stderr).toBe(0);
    expect(stepsOf(second)).toMatchObject({ intake: 'done', curate: 'done' });
  });
});

describe('what can be asked of it', () => {
  test('madang runs lists the runs, whole ones and steps, with what became of them', async () => {
    const { last } = await place.madang(['runs', 'out/g']);
    const states: string[] = last.runs.map(({ state }: { state: string }) => state);
    expect(states.length).toBeGreaterThanOrEqual(2);
    expect(new Set(states)).toEqual(new Set(['finished']));
  });

  test('curate --why explains a verdict', async () => {
    const verdicts = readFileSync(
      join(graft(), '.madang/artifacts/corpus', folderOf('corpus'), 'verdicts.jsonl'),
      'utf8',
    );
    const line = verdicts.split('\n').find((verdict) => verdict.includes('text-07.txt'));
    const { id, verdict } = JSON.parse(line ?? '');
    const { last } = await place.madang(['curate', 'out/g', '--why', id.slice(0, 8)]);
    expect(last.verdicts).toHaveLength(1);
    expect(last.verdicts[0]).toMatchObject({ id, verdict, path: 'texts/text-07.txt' });
    expect(last.verdicts[0].sentence).toMatch(/\.$/);
  });

  test('report writes the page of the graft again', async () => {
    const { code, last } = await place.madang(['report', 'out/g']);
    expect(code).toBe(0);
    const page = readFileSync(last.page, 'utf8');
    expect(page).toContain('<html');
    // the newest run that trained, not that of `curate --why`
    expect(JSON.parse(readFileSync(last.json, 'utf8'))).toMatchObject({ gate: { gate: 'fail' }, training: {} });
  });

  test('chat --prompt answers, and beside the base', async () => {
    const ask = ['chat', 'out/g', '--prompt', 'hello', '--max-tokens', '6', '--temperature', '0'];
    const { code, last } = await place.madang(ask);
    expect(code).toBe(0);
    expect(last).toMatchObject({ type: 'result', prompt: 'hello', text: expect.any(String) });
    const both = await place.madang([...ask, '--compare']);
    expect(both.last.base).toMatchObject({ text: expect.any(String) });
  });
});

function folderOf(kind: string): string {
  const { fingerprint } = newestRecord(graft(), kind);
  return String(fingerprint).slice(0, 12);
}
