// An error or warning as three lines: found, expected, next.
import { padToWidth } from '../kernel/display-width.ts';
import type { Explanation } from '../kernel/errors.ts';
import type { Locale } from '../kernel/operation.ts';
import { messagesOf } from './messages.ts';
import type { Paint } from './paint.ts';

export function renderExplanation(
  explanation: Explanation,
  locale: Locale,
  paint: Paint,
  style: 'red' | 'yellow',
): string[] {
  const { labels } = messagesOf(locale);
  const rows = [
    [style === 'red' ? labels.found : labels.warning, explanation.found],
    [labels.expected, explanation.expected],
    [labels.next, explanation.next],
  ] as const;
  return rows.map(
    ([label, text], index) => `${paint(index === 0 ? style : 'bold', padToWidth(`${label}:`, 9))} ${text}`,
  );
}
