// What is said while files are read that could not be: a file once, whole or by its rows; after ten files only their
// number; kinds of files that no reader takes together at the end. failures.jsonl has everything.
import type { Effects } from '../kernel/effects.ts';
import { errorsOf } from '../kernel/errors.ts';
import { warningFrom } from '../kernel/events.ts';
import type { ReadFailure } from './contract.ts';
import { readKinds } from './list-kinds.ts';
import { en } from './messages.en.ts';
import { endingOf } from './readers/index.ts';

const intakeError = errorsOf('intake', en.errors);
const warnedFiles = 10;

export function warnUnread({ emit }: Pick<Effects, 'emit'>) {
  const formats = new Map<string, number>();
  let files = 0;

  /** `failed`: all failures of one file, which may have given texts all the same. */
  const say = (failed: readonly ReadFailure[], gaveText = false): void => {
    const [first] = failed.filter(({ code }) => code !== 'unsupported-format');
    for (const { code, path, place } of failed) {
      if (code !== 'unsupported-format') continue;
      const name = place?.member ?? path;
      const format = endingOf(name) || name;
      formats.set(format, (formats.get(format) ?? 0) + 1);
    }
    if (!first) return;
    const { reason, row, place } = first;
    const path = place?.member === undefined ? first.path : `${first.path}!/${place.member}`;
    files += 1;
    if (files > warnedFiles) return;
    const error =
      row === undefined
        ? intakeError('input', gaveText ? 'file-partly-read' : 'file-unread', { path, reason })
        : intakeError('input', 'rows-unread', { path, rows: failed.length, reason });
    emit(warningFrom(error));
  };

  const close = (): void => {
    if (files > warnedFiles) emit(warningFrom(intakeError('input', 'more-unread', { files: files - warnedFiles })));
    if (formats.size === 0) return;
    const byCount = [...formats].sort(([, a], [, b]) => b - a);
    const listed = byCount.slice(0, 8).map(([format, count]) => `${format} (${count})`);
    if (byCount.length > listed.length) listed.push('…');
    const total = byCount.reduce((sum, [, count]) => sum + count, 0);
    emit(
      warningFrom(intakeError('input', 'formats-unread', { files: total, formats: listed.join(', '), ...readKinds })),
    );
  };
  return { say, close };
}
