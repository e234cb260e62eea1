// The card's account of the data: what went in with which licence and credit, what was dropped and why, and which
// licence the release may carry in consequence.
import { describeLicence } from '../../model/describe-licence.ts';
import { asksForConsent, licenceNamed } from '../../model/licence-table.ts';
import type { LicencePartsReason } from '../licence.ts';
import type { CardFacts } from './card-facts.ts';
import { count, link, plain, table } from './markdown.ts';

const verdicts: Readonly<{ [reason: string]: string }> = {
  kept: 'kept for training',
  'held-out': 'held out for measuring',
  empty: 'dropped: empty',
  'too-short': 'dropped: too short',
  'wrong-language': 'dropped: not in the language',
  'exact-duplicate': 'dropped: the same text again',
  'shares-run-with-held-out': 'dropped: shares a long run with held-out text',
};

export function dataSection({ sources, corpus }: CardFacts): string {
  const credits = sources.filter(({ attribution }) => attribution !== undefined);
  const heldOutBy =
    corpus.heldOutBy === 'parent' ? 'by whole texts, chosen by hash' : 'by contiguous blocks, as there were few texts';
  const parts = [
    '## Data',
    table(
      ['source', 'licence', 'language', 'documents', 'bytes', 'not readable'],
      sources.map((source) => [
        link(source.title ?? source.path, source.link),
        plain(source.licence),
        source.language === undefined ? corpus.language : plain(source.language),
        count(source.documents),
        count(source.bytes),
        count(source.failures),
      ]),
    ),
    ...(credits.length > 0
      ? [
          `Credits:\n\n${credits.map((source) => `- ${link(source.title ?? source.path, source.link)}: ${plain(source.attribution ?? '')}`).join('\n')}`,
        ]
      : []),
    'What became of the documents:',
    table(
      ['verdict', 'documents', 'bytes'],
      Object.entries(corpus.verdicts).map(([reason, seen]) => [
        verdicts[reason] ?? `dropped: ${plain(reason)}`,
        count(seen?.documents ?? 0),
        count(seen?.bytes ?? 0),
      ]),
    ),
    `Held out ${heldOutBy}. Personal data and toxic text were not filtered.`,
  ];
  return parts.join('\n\n');
}

const duties: Readonly<{ [Reason in LicencePartsReason]: string }> = {
  unknown: 'no licence is stated, or none that is recognised, for',
  'no-derivatives': 'derived works may not be shared under the licence of',
  'non-commercial': 'commercial use is not permitted by',
  'own-terms': 'their makers set terms of their own, which stay with every copy, for',
  'share-alike': 'what is derived must carry the same licence (share-alike) for',
};

/** What a base's makers ask for, with the clause; nothing where its licence asks for no consent. */
function ownTerms(licence: string | undefined): string[] {
  const known = licenceNamed(licence);
  if (!known || !asksForConsent(known)) return [];
  const [title = '', ...lines] = describeLicence({ licence, licencePath: undefined }, 'en');
  const display = known.display === undefined ? [] : [`**${known.display}**`];
  return [...display, `${title}:\n\n${lines.map((line) => `- ${line}`).join('\n')}`];
}

export function licenceSection({ licence, base, sources }: CardFacts): string {
  const verdict = licence.localUseOnly
    ? '**Local use only.** These files may not be passed on as they stand.'
    : `**${licence.spdx}**`;
  const reasons = licence.reasons.map((entry) => {
    if (entry.reason === 'conflict') {
      return `- these duties cannot be met at once: ${entry.licences.map(plain).join(', ')}`;
    }
    if (entry.reason === 'name')
      return `- what is made from the base must be called by a name that begins with "${entry.beginsWith}"`;
    const parts = entry.parts.map(({ title, licence: name }) => `${plain(title)} (${plain(name)})`);
    return `- ${duties[entry.reason]}: ${parts.join('; ')}`;
  });
  const consequence = licence.localUseOnly
    ? 'To change that, state the licences in `graft.yaml` or leave those sources out, and graft again.'
    : sources.some(({ attribution }) => attribution !== undefined)
      ? 'Keep the credits under [Data](#data) with every copy.'
      : `The base is under ${plain(base.licence ?? 'no stated licence')}.`;
  return [
    '## Licence',
    verdict,
    ...(reasons.length > 0 ? [reasons.join('\n')] : []),
    ...ownTerms(base.licence),
    consequence,
    'Folded from the licences of base and sources by a prudent rule: the strictest duty of any part holds for the whole. Whether a model is derived from its texts is not settled law; this is no legal advice.',
  ].join('\n\n');
}
