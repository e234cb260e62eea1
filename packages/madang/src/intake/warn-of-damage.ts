// Says which texts were mended and which are damaged, each kind once with its first example; also when the artifact is
// used again, since the damage is still there.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../kernel/effects.ts';
import { errorsOf } from '../kernel/errors.ts';
import { noticesOf, warningFrom } from '../kernel/events.ts';
import { type ReadingCounts, readFailureSchema } from './contract.ts';
import { en } from './messages.en.ts';

const intakeError = errorsOf('intake', en.errors);
const notice = noticesOf('intake', en.notices);
const mended = ['mojibake-repaired', 'old-hangul-mapped'];

export async function warnOfDamage(
  folder: string,
  { warnings }: Pick<ReadingCounts, 'warnings'>,
  { emit }: Pick<Effects, 'emit'>,
): Promise<void> {
  if (Object.keys(warnings).length === 0) return;
  const lines = (await readFile(join(folder, 'warnings.jsonl'), 'utf8')).trimEnd().split('\n');
  const all = lines.map((line) => readFailureSchema.parse(JSON.parse(line)));
  for (const [code, texts] of Object.entries(warnings)) {
    const first = all.find((warning) => warning.code === code);
    if (!first) continue;
    const { path, reason } = first;
    if (mended.includes(code)) emit(notice('texts-mended', { texts, path, reason }));
    else emit(warningFrom(intakeError('input', 'texts-damaged', { texts, path, reason })));
  }
}
