import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../kernel/display-width.ts';
import type { MadangEvent } from '../kernel/events.ts';
import { plain } from './paint.ts';
import { renderEvents } from './render-events.ts';

function screenOf(options: { isTerminal: boolean; locale?: 'en' | 'ko'; quiet?: boolean }) {
  let nowMs = 0;
  const written: string[] = [];
  const renderer = renderEvents({
    write: (text) => written.push(text),
    isTerminal: options.isTerminal,
    columns: () => 80,
    paint: plain,
    locale: options.locale ?? 'en',
    quiet: options.quiet ?? false,
    clock: () => nowMs,
  });
  const step = (done: number): MadangEvent => ({
    type: 'step-progress',
    step: 'train',
    done,
    total: 100,
    unit: 'steps',
    rate: 4,
    secondsLeft: (100 - done) / 4,
  });
  const run = (): string => {
    renderer.show({ type: 'step-start', step: 'train' });
    for (let done = 1; done <= 100; done += 1) {
      nowMs += 250;
      renderer.show({ type: 'metric', name: 'loss', value: 3 - done / 100, unit: 'nats', at: done, axis: 'steps' });
      renderer.show(step(done));
      if (done === 50) renderer.show({ type: 'notice', code: 'engine/chosen', values: {}, text: 'word '.repeat(40) });
    }
    renderer.show({ type: 'step-end', step: 'train', seconds: 25, reused: false });
    renderer.close();
    return written.join('');
  };
  return { run, renderer, written };
}

describe('piped', () => {
  test('plain lines, progress at most every ten seconds', () => {
    const text = screenOf({ isTerminal: false }).run();
    expect(stripVTControlCharacters(text)).toBe(text);
    expect(text).not.toContain('\r');
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('/100 steps'))).toEqual([
      'train  40/100 steps  4/s  15 s left  loss 2.6',
      'train  80/100 steps  4/s  5.0 s left  loss 2.2',
    ]);
    expect(lines[0]).toBe('train: started');
    expect(lines.at(-1)).toBe('train: done in 25 s');
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });

  test('quiet keeps warnings only', () => {
    const { run, renderer, written } = screenOf({ isTerminal: false, quiet: true });
    expect(run()).toBe('');
    renderer.show({ type: 'warning', code: 'a/b', values: {}, found: 'F', expected: 'E', next: 'N' });
    expect(written.join('')).toBe('Note:     F\nExpected: E\nNext:     N\n');
  });
});

describe('on a terminal', () => {
  test.each(['en', 'ko'] as const)('one updating line of at most 80 columns in %s', (locale) => {
    const text = screenOf({ isTerminal: true, locale }).run();
    const frames = text.split('\r\u001B[2K').flatMap((frame) => frame.split('\n'));
    expect(frames.length).toBeGreaterThan(100);
    for (const frame of frames) expect(displayWidth(frame)).toBeLessThan(80);
  });

  test('what stays is not overwritten and nothing is left behind', () => {
    const shown = playTerminal(screenOf({ isTerminal: true }).run());
    expect(shown.filter((line) => line.startsWith('word')).length).toBeGreaterThan(1);
    expect(shown.filter((line) => line.includes('['))).toEqual([]);
    expect(shown.filter((line) => line !== '').at(-1)).toBe('train: done in 25 s');
  });
});

/** What a terminal shows after the text: carriage return and erase-line understood. */
function playTerminal(text: string): string[] {
  return text.split('\n').map((line) => line.split('\r\u001B[2K').at(-1) ?? '');
}
