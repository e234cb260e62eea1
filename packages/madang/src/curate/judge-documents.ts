// Every document's verdict, in the order of the documents: what each is by itself, then duplicates, then what is held
// out, then training passages that share a long run with held-out text. Pure: the same documents, the same verdicts.
import type { Document } from '../intake/contract.ts';
import { chooseHeldOut, chooseRule, type HeldOutRule } from './choose-held-out.ts';
import type { CurateSettings, Verdict, VerdictReason } from './contract.ts';
import { findDuplicates } from './find-duplicates.ts';
import { judgeFor } from './judge-document.ts';
import { indexRuns } from './shared-runs.ts';

export interface Judged {
  readonly verdicts: Verdict[];
  readonly rule: HeldOutRule;
}

export function judgeDocuments(documents: readonly Document[], language: string, settings: CurateSettings): Judged {
  const dropped = new Map<Document, { reason: VerdictReason; detail?: string }>();
  const rest = () => documents.filter((document) => !dropped.has(document));

  const judge = judgeFor(language, settings);
  for (const document of documents) {
    const found = judge(document);
    if (found) dropped.set(document, found);
  }

  const candidates = rest();
  const rule = chooseRule(candidates, settings.heldOutShare);
  for (const [document, twin] of findDuplicates(candidates)) {
    dropped.set(document, { reason: 'exact-duplicate', detail: twin.id });
  }

  const heldOut = chooseHeldOut(rest(), settings.heldOutShare, rule);
  const heldOutTexts = [...heldOut].map(({ text }) => text);
  const sharedRunOf = indexRuns(heldOutTexts, settings.sharedRunCharacters);
  for (const document of rest()) {
    const run = heldOut.has(document) ? undefined : sharedRunOf(document.text);
    if (run !== undefined) dropped.set(document, { reason: 'shares-run-with-held-out', detail: run.trim() });
  }

  const verdicts = documents.map((document): Verdict => {
    const { id, path, row } = document;
    const place = { path, ...(row === undefined ? {} : { row }) };
    const why = dropped.get(document);
    if (why) return { id, verdict: 'dropped', ...why, ...place };
    return heldOut.has(document)
      ? { id, verdict: 'held-out', reason: 'held-out', ...place }
      : { id, verdict: 'train', reason: 'kept', ...place };
  });
  return { verdicts, rule };
}
