import { expect, test } from 'vitest';
import type { EventLine, MadangEvent } from '../kernel/events.ts';
import { foldCurves, thinPoints } from './fold-curves.ts';
import { continuationsFrom, foldElapsedSeconds, foldSamples, foldSteps } from './fold-run.ts';

function lines(...events: readonly (MadangEvent & { second?: number })[]): EventLine[] {
  return events.map(({ second, ...event }, index) => ({
    v: 1,
    seq: index + 1,
    time: new Date(1_764_000_000_000 + (second ?? index) * 1000).toISOString(),
    ...(event as MadangEvent),
  }));
}

const metric = (name: string, at: number, value: number) =>
  ({ type: 'metric', name, value, unit: 'nats', at, axis: 'steps' }) as const;

test('what a resumed run repeats counts once, the later value holds', () => {
  const events = lines(metric('loss', 1, 3), metric('loss', 2, 2.5), metric('loss', 2, 2.4), metric('loss', 3, 2.2));
  expect(foldCurves(events)).toEqual([
    {
      name: 'loss',
      unit: 'nats',
      axis: 'steps',
      points: [1, 2, 3].map((at, index) => ({ at, value: [3, 2.4, 2.2][index] })),
    },
  ]);
});

test('metrics without a place and values that are no number are no points', () => {
  const events = lines({ type: 'metric', name: 'total', value: 1, unit: 'x' }, metric('loss', 1, Number.NaN));
  expect(foldCurves(events)).toEqual([]);
});

test('thinning keeps first and last', () => {
  const points = Array.from({ length: 1001 }, (_, index) => index);
  expect(thinPoints(points, 11)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  expect(thinPoints([1, 2], 11)).toEqual([1, 2]);
});

test('a night between two halves of a run is not counted', () => {
  const step = (second: number) => ({ type: 'step-start', step: 'train', second }) as const;
  expect(foldElapsedSeconds(lines(step(0), step(60), step(30_000), step(30_040)))).toBe(100);
  expect(foldElapsedSeconds(lines(step(0)))).toBeUndefined();
});

test('a step that was taken over after a kill keeps the time that it cost', () => {
  const end = (step: string, seconds: number, reused: boolean) =>
    ({ type: 'step-end', step, seconds, reused }) as const;
  expect(foldSteps(lines(end('intake', 3, false), end('intake', 0, true), end('curate', 0, true)))).toEqual([
    { step: 'intake', seconds: 3, reused: false },
    { step: 'curate', seconds: 0, reused: true },
  ]);
});

test('first and last continuation of a prompt are before and after', () => {
  const sample = (prompt: string, text: string, at: number) => ({ type: 'sample', prompt, text, at }) as const;
  const samples = foldSamples(
    lines(sample('a', 'one', 0), sample('b', 'x', 0), sample('a', 'two', 5), sample('a', 'three', 9)),
  );
  expect(continuationsFrom(samples)).toEqual([{ prompt: 'a', before: 'one', after: 'three' }]);
});
