// What the licences of open models permit and ask for: assets/licences.yaml, found by the name that a model gives or by
// the words of its licence's text. A licence that is not in the table is never guessed at.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const termSchema = z.strictObject({
  answer: z.enum(['yes', 'no', 'conditions']),
  /** Of the licence's own numbering. */
  clause: z.string(),
  en: z.string().optional(),
  ko: z.string().optional(),
});

const licenceSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  readFrom: z.url(),
  recalled: z.boolean().default(false),
  names: z.array(z.string()),
  textMarks: z.array(z.string()),
  share: termSchema,
  modify: termSchema,
  sell: termSchema,
  name: termSchema,
  passOn: termSchema,
  /** `no`: what is made by grafting may not be shared. */
  graft: z.enum(['yes', 'no']).default('yes'),
  /** The hub's model cards have no name for it. */
  isOtherOnHub: z.boolean().default(false),
  mof: z.enum(['yes', 'no']),
  osaid: z.enum(['yes', 'no', 'unsettled']),
  nameBeginsWith: z.string().optional(),
  display: z.string().optional(),
  notice: z.string().optional(),
});
export type Licence = z.infer<typeof licenceSchema>;

/** In the order in which they are said. */
export const licenceTerms = ['share', 'modify', 'sell', 'name', 'passOn'] as const;

/** Titles stand at the head; the longest preamble before one, Creative Commons', has some 4,000 characters. */
const headCharacters = 6000;
let loaded: readonly Licence[] | undefined;

export function licenceTable(): readonly Licence[] {
  loaded ??= z
    .array(licenceSchema)
    .parse(parse(readFileSync(new URL('../../assets/licences.yaml', import.meta.url), 'utf8'), { merge: true }));
  return loaded;
}

export function licenceNamed(name: string | undefined): Licence | undefined {
  const wanted = name
    ?.trim()
    .toLowerCase()
    .replace(/^licenseref-/, '');
  return licenceTable().find(({ id, names }) => id === wanted || names.some((other) => other === wanted));
}

/** The licence whose words stand in the head of a text; none where the text holds those of several. */
export function licenceOfText(text: string): Licence | undefined {
  const head = plain(text.slice(0, headCharacters));
  const marked = licenceTable().filter(({ textMarks }) => textMarks.some((mark) => head.includes(plain(mark))));
  return marked.length === 1 ? marked[0] : undefined;
}

/** Whether something must be heeded before a graft is begun: a ban, a condition, or what a release must be called. */
export function asksForConsent({ share, modify, sell, graft }: Licence): boolean {
  return graft === 'no' || [share, modify, sell].some(({ answer }) => answer !== 'yes');
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9+.]+/g, ' ')
    .trim();
}
