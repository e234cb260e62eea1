import { expect, test } from 'vitest';
import { noticesOf, parseEventLines } from './events.ts';

const line = (event: object, seq = 1) => JSON.stringify({ v: 1, seq, time: '2026-01-01T00:00:00Z', ...event });

test('a notice without values reads back as an event', () => {
  const notice = noticesOf('kernel', { plain: () => 'plain' })('plain', undefined);
  const [read] = parseEventLines(`${line(notice)}\n`);
  expect(read).toMatchObject({ type: 'notice', code: 'kernel/plain', values: {} });
});

test('a torn last line is left out, a broken one in the middle is an error', () => {
  const whole = line({ type: 'step-start', step: 'train' });
  expect(parseEventLines(`${whole}\n${whole.slice(0, 20)}`)).toHaveLength(1);
  expect(() => parseEventLines(`${whole.slice(0, 20)}\n${whole}\n`)).toThrow();
});
