// One line of progress: step, bar, done of total, rate, time left, last measured number. What does not fit the
// terminal's columns is left out, the least needed first. ASCII only, so that no terminal draws it too wide.
import { displayWidth, truncateToWidth } from '../kernel/display-width.ts';
import type { MadangEvent } from '../kernel/events.ts';
import type { Locale } from '../kernel/operation.ts';
import { formatDuration, formatNumber, formatSize } from './format-quantity.ts';
import { messagesOf } from './messages.ts';

export type Progress = Extract<MadangEvent, { type: 'step-progress' }>;

export interface ProgressLook {
  readonly locale: Locale;
  readonly columns: number;
  readonly withBar: boolean;
  /** The step's last measured number: `loss 2.31`. */
  readonly measured?: string | undefined;
}

const barColumns = 20;

export function progressLine(progress: Progress, look: ProgressLook): string {
  const { locale, columns } = look;
  const { progress: say, words } = messagesOf(locale);
  const named = (word: string) => (Object.hasOwn(words, word) ? (words[word] ?? word) : word);
  const amount = (count: number) => (progress.unit === 'bytes' ? formatSize(count) : formatNumber(Math.round(count)));
  const unit = progress.unit === 'bytes' ? '' : ` ${named(progress.unit)}`;

  const share = progress.total ? Math.min(1, progress.done / progress.total) : undefined;
  const done =
    progress.total === undefined
      ? `${amount(progress.done)}${unit}`
      : `${amount(progress.done)}/${amount(progress.total)}${unit}`;
  const rate = progress.rate === undefined ? undefined : say.rate(rateText(progress.rate, progress.unit));
  const left = progress.secondsLeft === undefined ? undefined : say.left(formatDuration(progress.secondsLeft, locale));
  const bar = look.withBar && share !== undefined ? barOf(share) : undefined;

  const parts = [named(progress.step), bar, done, rate, left, look.measured];
  for (const leaveOut of [[], [5], [5, 3], [5, 3, 1], [5, 3, 1, 4]]) {
    const line = parts.filter((part, index) => part !== undefined && !leaveOut.includes(index)).join('  ');
    if (displayWidth(line) <= columns) return line;
  }
  return truncateToWidth(`${named(progress.step)}  ${done}`, columns);
}

function barOf(share: number): string {
  const filled = Math.round(share * barColumns);
  return `[${'#'.repeat(filled)}${'-'.repeat(barColumns - filled)}]`;
}

function rateText(rate: number, unit: string): string {
  if (unit === 'bytes') return formatSize(rate);
  return rate >= 100 ? formatNumber(Math.round(rate)) : Number(rate.toPrecision(3)).toString();
}
