// A base's licence in a person's language: what it permits and asks for with the clause, or, where it is not known, the
// beginning of its text as it stands.
import type { Locale } from '../kernel/operation.ts';
import { readTextFile } from './licence.ts';
import { licenceNamed, licenceTerms } from './licence-table.ts';
import { en } from './messages.en.ts';
import { ko } from './messages.ko.ts';

const shownLines = 15;
const shownColumns = 200;

export interface CarriedLicence {
  readonly licence: string | undefined;
  readonly licencePath: string | undefined;
}

export function describeLicence({ licence, licencePath }: CarriedLicence, locale: Locale): string[] {
  const say = (locale === 'ko' ? ko : en).licences;
  const known = licenceNamed(licence);
  if (!known) {
    return [
      licence === undefined ? say.noName : say.unknownName({ name: printable(licence) }),
      ...(licencePath === undefined ? [] : [say.unknownText({ path: licencePath }), ...beginningOf(licencePath)]),
    ];
  }
  return [
    known.title,
    ...licenceTerms.map((term) => {
      const { answer, clause, [locale]: sentence } = known[term];
      const said = (term === 'name' || term === 'passOn' ? say.must : say.may)[answer];
      return `${say.terms[term]}: ${said}${sentence ? `: ${sentence}` : ''} ${say.clause({ clause })}`;
    }),
    say.mof[known.mof],
    say.osaid[known.osaid],
    ...(known.recalled ? [say.recalled] : []),
    say.readFrom({ address: known.readFrom }),
    say.notAdvice,
  ];
}

function beginningOf(path: string): string[] {
  const lines = (readTextFile(path)?.text ?? '').split('\n').filter((line) => line.trim() !== '');
  return [
    ...lines.slice(0, shownLines).map((line) => `  ${printable(line).slice(0, shownColumns)}`),
    ...(lines.length > shownLines ? ['  …'] : []),
  ];
}

/** Texts come from anyone: nothing in them may steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');
}
