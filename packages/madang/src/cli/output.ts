// Where a command's words go: with --json every event as a line on standard output, else progress to standard error
// and results to standard output. Events and errors are said in the chosen language, in the order they came.
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { MadangError } from '../kernel/errors.ts';
import type { MadangEvent } from '../kernel/events.ts';
import type { AnyOperation } from '../kernel/operation.ts';
import type { GlobalFlags } from './global-flags.ts';
import { localizeEvent } from './localize.ts';
import { paintFor } from './paint.ts';
import { renderExplanation } from './render-error.ts';
import { renderEvents } from './render-events.ts';
import { renderResult } from './render-result.ts';

export interface Output {
  /** Name of the running operation, for error texts. */
  operation: string;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  readonly abort: () => void;
  readonly print: (lines: readonly string[]) => void;
  readonly emit: (event: MadangEvent) => void;
  /** Where someone sits before the terminal. */
  readonly confirm: ((question: MadangEvent) => Promise<boolean>) | undefined;
  readonly succeed: (operation: AnyOperation, value: unknown) => Promise<void>;
  readonly fail: (error: MadangError, failure: unknown) => Promise<void>;
}

export function outputFor(flags: GlobalFlags): Output {
  const { locale } = flags;
  const paint = paintFor(process.stderr, process.env);
  const renderer = renderEvents({
    write: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    columns: () => process.stderr.columns ?? 80,
    paint,
    locale,
    quiet: flags.quiet,
    clock: Date.now,
  });
  const aborter = new AbortController();
  let seq = 0;
  let shown = Promise.resolve();

  const print = (lines: readonly string[]): void => {
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  };
  const printJson = (type: string, fields: object): void => {
    seq += 1;
    const time = new Date().toISOString();
    const { type: _type, v: _version, ...own } = fields as { type?: unknown; v?: unknown };
    process.stdout.write(`${JSON.stringify({ type, v: 1, seq, time, ...own })}\n`);
  };
  const show = (event: MadangEvent): void => {
    if (!flags.json) renderer.show(event);
    else printJson(event.type, event);
  };

  /** The final result and error are printed once, by `succeed` and `fail`. */
  function emit(event: MadangEvent): void {
    if (event.type === 'result' || event.type === 'error') return;
    if (locale === 'en') show(event);
    else shown = shown.then(async () => show(await localizeEvent(event, locale)));
  }

  async function confirm(question: MadangEvent): Promise<boolean> {
    await shown;
    renderer.close();
    const said = await localizeEvent(question, locale);
    const text = said.type === 'notice' ? said.text : '';
    const answers = createInterface({ input: process.stdin, output: process.stderr });
    answers.once('SIGINT', () => aborter.abort());
    const ended = once(answers, 'close').then(() => '');
    const answer = await Promise.race([answers.question(`${text} [y/N] `, { signal: aborter.signal }), ended]);
    answers.close();
    return /^(y|yes|ㅇ|ㅇㅇ|네|예)$/i.test(answer.trim());
  }

  async function succeed(operation: AnyOperation, value: unknown): Promise<void> {
    await shown;
    renderer.close();
    const fields = operation.resultFields ? operation.resultFields(value) : fieldsOf(value);
    if (flags.json) printJson('result', { operation: operation.name, ...fields });
    else print(operation.renderResult ? await operation.renderResult(value, locale) : renderResult(value, locale));
  }

  async function fail(error: MadangError, failure: unknown): Promise<void> {
    await shown;
    renderer.close();
    const { errorEventFrom } = await import('../kernel/events.ts');
    const said = await localizeEvent(errorEventFrom(error), locale);
    if (flags.json) printJson('error', said);
    else if (said.type === 'error')
      process.stderr.write(`${renderExplanation(said, locale, paint, 'red').join('\n')}\n`);
    if (flags.debug) process.stderr.write(`${stackOf(failure)}\n`);
  }

  const isAsked = !flags.json && process.stdin.isTTY === true && process.stderr.isTTY === true;
  return {
    operation: '',
    signal: aborter.signal,
    abort: () => aborter.abort(),
    print,
    emit,
    confirm: isAsked ? confirm : undefined,
    succeed,
    fail,
  };
}

function fieldsOf(value: unknown): object {
  if (value === undefined || value === null) return {};
  return typeof value === 'object' && !Array.isArray(value) ? value : { value };
}

function stackOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const cause = failure.cause === undefined ? '' : `\nCaused by: ${stackOf(failure.cause)}`;
  return `${failure.stack ?? failure.message}${cause}`;
}
