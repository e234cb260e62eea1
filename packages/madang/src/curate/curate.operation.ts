// From documents to a corpus: gives every document a verdict with its reason and parts the kept ones into text to train
// on and text to measure on.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDocuments, writeDocuments } from '../intake/read-documents.ts';
import type { Effects } from '../kernel/effects.ts';
import { errorsOf } from '../kernel/errors.ts';
import { noticesOf } from '../kernel/events.ts';
import type { Artifact } from '../kernel/store.ts';
import { type CorpusFacts, type CurateSettings, corpusFactsSchema, type Verdict } from './contract.ts';
import { countVerdicts, listDropped } from './count-verdicts.ts';
import { judgeDocuments } from './judge-documents.ts';
import { en } from './messages.en.ts';
import { scriptShareOf } from './script-share.ts';

const curateError = errorsOf('curate', en.errors);
const notice = noticesOf('curate', en.notices);

/** Raised when the same documents get other verdicts. */
const revision = 1;

export interface CurateInput {
  readonly graftFolder: string;
  /** Of kind `documents`. */
  readonly documents: Artifact;
  /** Target language, BCP 47. */
  readonly language: string;
  readonly settings: CurateSettings;
}

export async function curate(input: CurateInput, effects: Effects): Promise<Artifact> {
  const { documents, language, settings } = input;
  if (!scriptShareOf(language)) effects.emit(notice('script-unknown', { language }));

  const store = await effects.store(input.graftFolder);
  const spec = {
    kind: 'corpus',
    operation: 'curate',
    revision,
    inputs: { documents: { address: `documents/${documents.fingerprint.slice(0, 12)}`, hash: documents.hash } },
    settings: { language, ...settings },
  };
  const artifact = await store.produce(spec, async (folder) => {
    const read = await readDocuments(join(documents.folder, 'documents.jsonl.gz'));
    effects.signal.throwIfAborted();
    const { verdicts, rule } = judgeDocuments(read, language, settings);
    if (rule.by === 'block') effects.emit(notice('held-out-by-block', { parents: rule.parents }));
    const facts: CorpusFacts = { language, heldOutBy: rule.by, ...countVerdicts(read, verdicts) };
    refuseTooLittle(facts, read.length);

    const having = (wanted: Verdict['verdict']) => read.filter((_, index) => verdicts[index]?.verdict === wanted);
    await writeDocuments(join(folder, 'train.jsonl.gz'), having('train'));
    await writeDocuments(join(folder, 'held-out.jsonl.gz'), having('held-out'));
    await writeFile(join(folder, 'verdicts.jsonl'), verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join(''));
    const dropped = verdicts.filter(({ verdict }) => verdict === 'dropped').length;
    const counts = { train: facts.train.documents, heldOut: facts.heldOut.documents, dropped };
    return { counts, facts };
  });

  const { train = 0, heldOut = 0, dropped = 0 } = artifact.record.counts;
  const reasons = listDropped(corpusFactsSchema.parse(artifact.record.facts).verdicts);
  effects.emit(notice('curated', { train, heldOut, dropped, reasons }));
  return artifact;
}

function refuseTooLittle(facts: CorpusFacts, documents: number): void {
  if (facts.train.documents === 0) {
    const reasons = listDropped(facts.verdicts) || 'all are held out';
    throw curateError('input', 'nothing-kept', { documents, language: facts.language, reasons });
  }
  if (facts.heldOut.documents === 0)
    throw curateError('input', 'nothing-held-out', { documents: facts.train.documents });
}
