import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MadangError } from '../kernel/errors.ts';
import { defineOperation } from '../kernel/operation.ts';
import { flagsOf, readInput } from './flags.ts';

const inner = z.strictObject({
  rank: z.number().int().default(64),
  learningRate: z.number().default(0.001),
  loss: z.enum(['distill', 'cross-entropy']).default('distill'),
});
const operation = defineOperation({
  name: 'try',
  summary: 'try flags',
  input: z.strictObject({
    source: z.string(),
    files: z.array(z.string()).default([]),
    baseModel: z.string().optional(),
    maxTokens: z.number().int().optional(),
    dryRun: z.boolean().default(false),
    engine: z.enum(['auto', 'onnxruntime']).default('auto'),
    folder: z.string().optional(),
    train: inner.prefault({}),
  }),
  positional: ['source', 'files'],
  example: 'madang try texts',
  shortFlags: { o: 'folder' },
  run: async (input) => input,
});
const read = (...args: string[]) => operation.input.parse(readInput(operation, args));
const codeOf = (...args: string[]): MadangError => {
  try {
    readInput(operation, args);
  } catch (error) {
    if (error instanceof MadangError) return error;
  }
  throw new Error('was not refused');
};

describe('reading flags', () => {
  test('every form of giving a value', () => {
    const input = read(
      'texts',
      'a',
      'b',
      '--base-model=x=y',
      '--max-tokens',
      '12',
      '--dry-run',
      '-o',
      'out',
      '--engine',
      'auto',
    );
    expect(input).toMatchObject({
      source: 'texts',
      files: ['a', 'b'],
      baseModel: 'x=y',
      maxTokens: 12,
      dryRun: true,
      folder: 'out',
      engine: 'auto',
    });
  });

  test('a switch is turned off, the last one counts', () => {
    expect(read('t', '--dry-run', '--no-dry-run').dryRun).toBe(false);
    expect(read('t', '--dry-run=true').dryRun).toBe(true);
  });

  test('a negative number is a value, not a flag', () => {
    expect(read('t', '--max-tokens', '-5').maxTokens).toBe(-5);
  });

  test('what follows -- is words', () => {
    expect(read('--', '--dry-run', '-x').source).toBe('--dry-run');
  });

  test('any input survives the way through the command line', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    const inputs = fc.record({
      source: text,
      files: fc.array(text, { maxLength: 3 }).map((files) => files.filter((file) => !file.startsWith('['))),
      baseModel: text,
      maxTokens: fc.integer(),
      dryRun: fc.boolean(),
      engine: fc.constantFrom('auto', 'onnxruntime'),
      rank: fc.integer({ min: -1000, max: 1000 }),
      learningRate: fc.double({ noNaN: true, noDefaultInfinity: true }),
    });
    fc.assert(
      fc.property(inputs, (input) => {
        const parsed = read(
          `--base-model=${input.baseModel}`,
          `--max-tokens=${input.maxTokens}`,
          input.dryRun ? '--dry-run' : '--no-dry-run',
          `--engine=${input.engine}`,
          `--set=train.rank=${input.rank}`,
          '--set',
          `train.learning-rate=${input.learningRate}`,
          '--',
          input.source,
          ...input.files,
        );
        const { rank, learningRate, ...flat } = input;
        expect(parsed).toEqual({ ...flat, train: { rank, learningRate: learningRate + 0, loss: 'distill' } });
      }),
      { numRuns: 200 },
    );
  });
});

describe('refusing', () => {
  test('a mistyped flag names the one that was meant', () => {
    const names = flagsOf(operation).map((flag) => flag.name);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.constantFrom('q', 'z', ''), (name, at, letter) => {
        const place = 1 + (at % (name.length - 1));
        const typo = `--${name.slice(0, place)}${letter}${name.slice(place + 1)}`;
        fc.pre(!names.some((known) => typo === `--${known}`));
        expect(codeOf('t', typo, 'x').values.nearest).toBe(`--${name}`);
      }),
    );
  });

  test('flags and words that do not belong', () => {
    expect(codeOf('t', '--nothing-like-it').code).toBe('cli/unknown-flag');
    expect(codeOf('t', '-x').code).toBe('cli/unknown-flag');
    expect(codeOf('t', '--engine').code).toBe('cli/missing-value');
    expect(codeOf('t', '--base-model', '--dry-run').code).toBe('cli/missing-value');
  });

  test('a nested setting by its path, with the nearest known one', () => {
    expect(codeOf('t', '--set', 'train.rnak=3').values.nearest).toBe('train.rank');
    expect(codeOf('t', '--set', 'rank=3').values.nearest).toBe('train.rank');
    expect(codeOf('t', '--set', 'train.rank').code).toBe('cli/bad-setting');
    expect(codeOf('t', '--set', 'train.__proto__.x=1').code).toBe('cli/unknown-setting');
  });

  test('a word too many where the last place takes one', () => {
    const single = { ...operation, positional: ['source'] };
    expect(() => readInput(single, ['a', 'b'])).toThrow('one word too many');
  });
});

test('settings of their own come as input.set, without defaults', () => {
  const graft = defineOperation({
    name: 'graft',
    summary: 's',
    input: z.strictObject({ set: z.record(z.string(), z.unknown()).default({}) }),
    settings: z.strictObject({ train: inner.prefault({}), prompts: z.array(z.string()).default([]) }),
    positional: [],
    example: 'madang graft',
    run: async () => ({}),
  });
  expect(
    readInput(graft, ['--set', 'train.rank=8', '--set', 'train.loss=cross-entropy', '--set', 'prompts=["a"]']),
  ).toEqual({
    set: { train: { rank: 8, loss: 'cross-entropy' }, prompts: ['a'] },
  });
});
