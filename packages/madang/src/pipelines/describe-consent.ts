// What a licence's consent is about, in one line for an error and in full for the question on a terminal.
import type { Locale } from '../kernel/operation.ts';
import { describeLicence } from '../model/describe-licence.ts';

interface Asked {
  readonly licence: string;
  readonly path: string | undefined;
}

export function described({ licence, path }: Asked, locale: Locale): string {
  return describeLicence({ licence, licencePath: path }, locale)
    .map((line) => `  ${line}`)
    .join('\n');
}

/** Its title and terms. */
export function heeded({ licence, path }: Asked, locale: Locale): string {
  const [title = '', ...lines] = describeLicence({ licence, licencePath: path }, locale);
  return `${title} ${lines.slice(0, 5).join(' ')}`.trim();
}
