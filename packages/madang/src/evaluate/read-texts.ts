// The texts of files and folders named on the command line, by intake's readers; a file that cannot be read is an
// error here, since a score of half the files would be read as a score of all.
import { listFiles } from '../intake/list-files.ts';
import { en as intake } from '../intake/messages.en.ts';
import { readFile } from '../intake/read-file.ts';
import type { FoundFailure } from '../intake/readers/reader.ts';
import { errorsOf } from '../kernel/errors.ts';
import { en } from './messages.en.ts';

const evaluateError = errorsOf('evaluate', en.errors);

export async function readTexts(paths: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const path of paths) {
    const files = await listFiles('.', path, '.madang');
    if (!files) throw evaluateError('missing', 'unreadable-file', { path, reason: 'there is no such file or folder' });
    for (const file of files) {
      for await (const reading of readFile(file)) {
        if (reading.kind === 'failure') throw unreadable(file.path, reading);
        if (reading.kind === 'text' && reading.text !== '') texts.push(reading.text);
      }
    }
  }
  if (texts.length === 0) throw evaluateError('input', 'nothing-to-score', { files: paths.join(', ') });
  return texts;
}

function unreadable(path: string, { code, values, row }: FoundFailure) {
  const say: (values: never) => string = intake.failures[code];
  const where = row === undefined ? path : `${path}, row ${row}`;
  return evaluateError('input', 'unreadable-file', { path: where, reason: say(values as never) });
}
