// The reference page of the licences that Madang knows, as Markdown, from the table itself.
import { asksForConsent, type Licence, licenceTable, licenceTerms } from './licence-table.ts';
import { en } from './messages.en.ts';

export function licenceReferenceText(): string {
  const { terms } = en.licences;
  const head = ['licence', ...licenceTerms.map((term) => terms[term]), 'MOF', 'OSAID', 'asked for'];
  return [
    '# Licences of open models',
    '',
    'Written by `npm run reference` from `packages/madang/assets/licences.yaml`, where each answer also has its sentence in English',
    'and Korean. The clause stands in brackets, in the numbering of the licence (¶: paragraph). `madang inspect` says it of one model;',
    '"asked for": `madang graft` wants a yes before it begins. A licence that is not here is shown and never guessed at. This is no',
    'legal advice.',
    '',
    row(head),
    row(head.map(() => '---')),
    ...licenceTable().map((licence) => row(cellsOf(licence))),
    '',
    '\\* summarised without reading the text again.',
    '',
  ].join('\n');
}

function cellsOf(licence: Licence): string[] {
  const { id, title, readFrom, recalled, mof, osaid } = licence;
  return [
    `[${title}](${readFrom})${recalled ? '\\*' : ''} \`${id}\``,
    ...licenceTerms.map((term) => `${licence[term].answer} (${licence[term].clause})`),
    mof,
    osaid,
    asksForConsent(licence) ? 'yes' : 'no',
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
