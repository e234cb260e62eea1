// What a person sees while an operation works, on standard error. On a terminal: one updating line below the lines
// that stay. Piped: plain lines, progress at most every ten seconds a step.
import { truncateToWidth, wrapToWidth } from '../kernel/display-width.ts';
import type { MadangEvent } from '../kernel/events.ts';
import type { Locale } from '../kernel/operation.ts';
import { formatDuration, formatNumber } from './format-quantity.ts';
import { messagesOf } from './messages.ts';
import type { Paint } from './paint.ts';
import { type Progress, progressLine } from './progress-line.ts';
import { renderExplanation } from './render-error.ts';

const pipedIntervalMs = 10_000;
const clearLine = '\r\u001B[2K';

export interface EventScreen {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: () => number;
  readonly paint: Paint;
  readonly locale: Locale;
  /** Only warnings. */
  readonly quiet: boolean;
  readonly clock: () => number;
}

export interface EventRenderer {
  readonly show: (event: MadangEvent) => void;
  /** Takes the updating line away. */
  readonly close: () => void;
}

export function renderEvents(screen: EventScreen): EventRenderer {
  const saidMs = new Map<string, number>();
  let live = '';
  let measured: string | undefined;

  const drawLive = (line: string): void => {
    live = line;
    screen.write(clearLine + line);
  };
  const stay = (lines: readonly string[]): void => {
    if (lines.length === 0) return;
    screen.write(`${live === '' ? '' : clearLine}${lines.join('\n')}\n${live}`);
  };

  function showProgress(event: Progress): void {
    const columns = screen.isTerminal ? Math.max(20, Math.min(screen.columns(), 120) - 1) : 80;
    const line = progressLine(event, { locale: screen.locale, columns, withBar: screen.isTerminal, measured });
    if (screen.isTerminal) {
      drawLive(line);
      return;
    }
    const nowMs = screen.clock();
    const lastMs = saidMs.get(event.step);
    if (lastMs !== undefined && nowMs - lastMs < pipedIntervalMs) return;
    saidMs.set(event.step, nowMs);
    stay([line]);
  }

  function show(event: MadangEvent): void {
    if (event.type === 'warning') stay(renderExplanation(event, screen.locale, screen.paint, 'yellow'));
    if (screen.quiet) return;
    if (event.type === 'step-start') {
      measured = undefined;
      if (screen.isTerminal) drawLive(stepName(event.step, screen.locale));
      else stay([messagesOf(screen.locale).progress.started(stepName(event.step, screen.locale))]);
      saidMs.set(event.step, screen.clock());
    } else if (event.type === 'step-progress') {
      showProgress(event);
    } else if (event.type === 'metric') {
      measured = `${event.name} ${formatNumber(event.value)}`;
    } else if (event.type === 'step-end') {
      if (live !== '') drawLive('');
      live = '';
      stay([endLine(event, screen)]);
    } else if (event.type === 'notice') {
      stay(wrapToWidth(event.text, widthOf(screen)));
    } else if (event.type === 'sample') {
      stay(sampleLines(event, screen));
    }
  }

  function close(): void {
    if (live !== '') screen.write(clearLine);
    live = '';
  }

  return { show, close };
}

function endLine(event: Extract<MadangEvent, { type: 'step-end' }>, screen: EventScreen): string {
  const { progress } = messagesOf(screen.locale);
  const step = stepName(event.step, screen.locale);
  const text = event.reused ? progress.reused(step) : progress.done(step, formatDuration(event.seconds, screen.locale));
  return screen.paint(event.reused ? 'dim' : 'green', text);
}

function sampleLines(event: Extract<MadangEvent, { type: 'sample' }>, screen: EventScreen): string[] {
  const text = truncateToWidth(event.text.replaceAll(/\s+/g, ' ').trim(), 2 * widthOf(screen));
  const at = event.at === undefined ? '' : `${formatNumber(event.at)}  `;
  const [first, ...rest] = wrapToWidth(`${at}${event.prompt} | ${text}`, widthOf(screen) - 2);
  return [first ?? '', ...rest.map((line) => `  ${line}`)].map((line) => screen.paint('dim', line));
}

function widthOf(screen: EventScreen): number {
  return screen.isTerminal ? Math.max(20, Math.min(screen.columns(), 120) - 1) : 80;
}

function stepName(step: string, locale: Locale): string {
  const { words } = messagesOf(locale);
  return Object.hasOwn(words, step) ? (words[step] ?? step) : step;
}
