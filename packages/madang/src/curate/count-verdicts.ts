// The facts of a corpus for the report: documents and bytes by reason, and a few examples of each reason of dropping.
import type { Document } from '../intake/contract.ts';
import type { CorpusFacts, Verdict, VerdictReason } from './contract.ts';

const examplesOfReason = 3;
const exampleCharacters = 120;

export function countVerdicts(
  documents: readonly Document[],
  verdicts: readonly Verdict[],
): Pick<CorpusFacts, 'verdicts' | 'train' | 'heldOut' | 'examples'> {
  const counts: CorpusFacts['verdicts'] = {};
  const examples: CorpusFacts['examples'] = [];
  const shown = new Map<VerdictReason, number>();
  for (const [index, { id, verdict, reason, detail }] of verdicts.entries()) {
    const text = documents[index]?.text ?? '';
    const count = counts[reason] ?? { documents: 0, bytes: 0 };
    counts[reason] = { documents: count.documents + 1, bytes: count.bytes + Buffer.byteLength(text) };
    const examplesSoFar = shown.get(reason) ?? 0;
    if (verdict !== 'dropped' || examplesSoFar >= examplesOfReason) continue;
    shown.set(reason, examplesSoFar + 1);
    examples.push({ reason, id, text: stretchOf(text), ...(detail === undefined ? {} : { detail }) });
  }
  const nothing = { documents: 0, bytes: 0 };
  return { verdicts: counts, train: counts.kept ?? nothing, heldOut: counts['held-out'] ?? nothing, examples };
}

/** "12 exact-duplicate, 3 too-short": the most frequent first. */
export function listDropped(counts: CorpusFacts['verdicts']): string {
  return Object.entries(counts)
    .filter(([reason]) => reason !== 'kept' && reason !== 'held-out')
    .sort(([, a], [, b]) => b.documents - a.documents)
    .map(([reason, { documents }]) => `${documents} ${reason}`)
    .join(', ');
}

function stretchOf(text: string): string {
  return [
    ...text
      .slice(0, 2 * exampleCharacters)
      .replace(/\s+/g, ' ')
      .trim(),
  ]
    .slice(0, exampleCharacters)
    .join('');
}
