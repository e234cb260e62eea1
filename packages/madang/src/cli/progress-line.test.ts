import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../kernel/display-width.ts';
import { type Progress, progressLine } from './progress-line.ts';

const progress: Progress = {
  type: 'step-progress',
  step: 'train',
  done: 120,
  total: 300,
  unit: 'steps',
  rate: 3.1,
  secondsLeft: 58,
};

describe('a line of progress', () => {
  test('says step, bar, count, rate, time left and the last number', () => {
    expect(progressLine(progress, { locale: 'en', columns: 100, withBar: true, measured: 'loss 2.31' })).toBe(
      'train  [########------------]  120/300 steps  3.1/s  58 s left  loss 2.31',
    );
    expect(progressLine(progress, { locale: 'ko', columns: 80, withBar: true })).toBe(
      '학습  [########------------]  120/300 단계  초당 3.1  58초 남음',
    );
  });

  test('shows bytes as sizes and does without a total', () => {
    const fetched: Progress = { type: 'step-progress', step: 'base', done: 12_300_000, unit: 'bytes', rate: 4.5e6 };
    expect(progressLine(fetched, { locale: 'en', columns: 80, withBar: true })).toBe('base  12.3 MB  4.5 MB/s');
  });

  test('fits any terminal whatever the numbers, with the count kept', () => {
    const number = fc.double({ min: 0, max: 1e12, noNaN: true });
    const anyProgress = fc.record({
      type: fc.constant('step-progress' as const),
      step: fc.constantFrom('train', 'curate', '아주 긴 이름을 가진 단계', 'a-step-with-a-rather-long-name'),
      done: number,
      unit: fc.constantFrom('bytes', 'tokens', 'documents'),
      total: number,
      rate: number,
      secondsLeft: number,
    });
    const look = fc.record({
      locale: fc.constantFrom('en' as const, 'ko' as const),
      columns: fc.integer({ min: 20, max: 120 }),
      withBar: fc.boolean(),
      measured: fc.option(fc.constant('loss 2.31'), { nil: undefined }),
    });
    fc.assert(
      fc.property(anyProgress, look, (event, shape) => {
        const line = progressLine(event, shape);
        expect(displayWidth(line)).toBeLessThanOrEqual(shape.columns);
        expect(stripVTControlCharacters(line)).toBe(line);
      }),
      { numRuns: 500 },
    );
  });
});
