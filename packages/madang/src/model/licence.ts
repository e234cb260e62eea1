// Which licence a model carries, from its files: what config.json or the card's front matter name, else what the words of
// its licence's text say. The text itself is kept at hand, for whoever must read it.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { licenceNamed, licenceOfText } from './licence-table.ts';

const namedSchema = z.looseObject({
  license: z.union([z.string(), z.array(z.string())]).optional(),
  license_name: z.string().optional(),
});
const textFile = /^(licen[cs]e|copying)(\.(md|txt|rst))?$|licen[cs]e agreement/i;
/** Ten times the longest that open models carry. */
const longestTextBytes = 1_000_000;

/** The name that the files give; where the table has none of it, the name of the text beside them. */
export function readLicence(folder: string, config: unknown): string | undefined {
  const name = licenceIn(config) ?? licenceIn(readFrontMatter(join(folder, 'README.md')));
  if (licenceNamed(name)) return name;
  return licenceOfText(readLicenceText(folder)?.text ?? '')?.id ?? name;
}

/** Of a model in a folder; a file by itself carries none. */
export function readLicenceText(folder: string): { path: string; text: string } | undefined {
  if (!statSync(folder).isDirectory()) return undefined;
  const name = readdirSync(folder)
    .sort()
    .find((entry) => textFile.test(entry) && statSync(join(folder, entry)).isFile());
  return name === undefined ? undefined : readTextFile(join(folder, name));
}

export function readTextFile(path: string): { path: string; text: string } | undefined {
  return statSync(path).size > longestTextBytes ? undefined : { path, text: readFileSync(path, 'utf8') };
}

/** Of a config or a card's front matter; one that says `other` names the licence beside it. */
export function licenceIn(value: unknown): string | undefined {
  const { license, license_name: ownName } = namedSchema.safeParse(value).data ?? {};
  const first = Array.isArray(license) ? license[0] : license;
  return first === 'other' ? (ownName ?? first) : first;
}

function readFrontMatter(path: string): unknown {
  if (!existsSync(path)) return undefined;
  const [, frontMatter] = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(readFileSync(path, 'utf8')) ?? [];
  try {
    return frontMatter === undefined ? undefined : parse(frontMatter);
  } catch {
    return undefined;
  }
}
