// What a model's licence is called and what it permits. A table of common model licences in plain words: a pointer to
// the text that counts, not legal advice.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export interface LicenceTerms {
  readonly commercialUse: 'yes' | 'no' | 'conditions' | 'unknown';
  readonly derivatives: 'yes' | 'no' | 'conditions' | 'unknown';
  readonly mustCredit: boolean;
  /** Key of the sentence in messages: what to heed. */
  readonly heed:
    | 'permissive'
    | 'attribution'
    | 'share-alike'
    | 'non-commercial'
    | 'no-derivatives'
    | 'own-terms'
    | 'unknown';
}

const named = z.looseObject({ license: z.union([z.string(), z.array(z.string())]).optional() });

/** The `license` of config.json, else of the front matter of README.md. */
export function readLicence(folder: string, config: unknown): string | undefined {
  return licenceIn(config) ?? licenceIn(readFrontMatter(join(folder, 'README.md')));
}

function licenceIn(value: unknown): string | undefined {
  const licence = named.safeParse(value).data?.license;
  return Array.isArray(licence) ? licence[0] : licence;
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

export function termsOf(licence: string | undefined): LicenceTerms {
  const name = licence?.toLowerCase() ?? '';
  if (/^(apache-2\.0|mit|bsd-[23]-clause|isc|cc0-1\.0|unlicense)$/.test(name)) {
    return { commercialUse: 'yes', derivatives: 'yes', mustCredit: name !== 'cc0-1.0', heed: 'permissive' };
  }
  if (/^cc-by(-nc)?(-sa|-nd)?-\d/.test(name)) return creativeCommonsTerms(name);
  if (/^(llama|gemma|openrail|bigscience|creativeml)/.test(name)) {
    return { commercialUse: 'conditions', derivatives: 'conditions', mustCredit: true, heed: 'own-terms' };
  }
  return { commercialUse: 'unknown', derivatives: 'unknown', mustCredit: true, heed: 'unknown' };
}

function creativeCommonsTerms(name: string): LicenceTerms {
  const nonCommercial = name.includes('-nc');
  const noDerivatives = name.includes('-nd');
  const shareAlike = name.includes('-sa');
  return {
    commercialUse: nonCommercial ? 'no' : 'yes',
    derivatives: noDerivatives ? 'no' : shareAlike ? 'conditions' : 'yes',
    mustCredit: true,
    heed: noDerivatives
      ? 'no-derivatives'
      : nonCommercial
        ? 'non-commercial'
        : shareAlike
          ? 'share-alike'
          : 'attribution',
  };
}
