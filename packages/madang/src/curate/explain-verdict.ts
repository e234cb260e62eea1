// Answers "why was this document kept or dropped?" from the verdicts of a corpus.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorsOf } from '../kernel/errors.ts';
import { type Verdict, verdictSchema } from './contract.ts';
import { en } from './messages.en.ts';

const curateError = errorsOf('curate', en.errors);

export interface ExplainedVerdict extends Verdict {
  /** In English; `messages.ko.ts` has the same sentences under `verdicts`. */
  readonly sentence: string;
}

/** All places where the document with this beginning of an id was read; two when the same text was read twice. */
export async function explainVerdict(corpusFolder: string, idPrefix: string): Promise<ExplainedVerdict[]> {
  const prefix = idPrefix.toLowerCase();
  if (!/^[0-9a-f]{4,64}$/.test(prefix)) throw curateError('usage', 'no-id', { given: idPrefix });
  const lines = (await readFile(join(corpusFolder, 'verdicts.jsonl'), 'utf8')).split('\n');
  const found = lines
    .filter((line) => line.startsWith(`{"id":"${prefix}`))
    .map((line) => verdictSchema.parse(JSON.parse(line)));
  if (found.length === 0) throw curateError('missing', 'no-such-document', { prefix });
  const ids = new Set(found.map(({ id }) => id));
  if (ids.size > 1) throw curateError('usage', 'several-documents', { prefix, ids: [...ids].slice(0, 5).join(', ') });
  return found.map((verdict) => ({
    ...verdict,
    sentence: en.verdicts[verdict.reason]({ detail: verdict.detail ?? '' }),
  }));
}
