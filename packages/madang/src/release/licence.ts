// Which licence a release may carry, from the base's and the sources' licences. A prudent reading, not legal advice:
// whether weights are derived from their texts is not settled, so a release keeps the strictest duty that any part asks
// for, and stays for local use where one part is unknown, forbids derivatives, or where two duties cannot be met at once.
import { asksForConsent, licenceNamed } from '../model/licence-table.ts';

export type LicenceClass =
  | 'public-domain'
  | 'permissive'
  | 'attribution'
  | 'share-alike'
  | 'own-terms'
  | 'non-commercial'
  | 'no-derivatives'
  | 'unknown';

export interface LicensedPart {
  readonly title: string;
  readonly licence: string;
}

export type LicencePartsReason = 'unknown' | 'no-derivatives' | 'non-commercial' | 'own-terms' | 'share-alike';
export type LicenceReason =
  | { readonly reason: LicencePartsReason; readonly parts: readonly LicensedPart[] }
  | { readonly reason: 'name'; readonly beginsWith: string }
  | { readonly reason: 'conflict'; readonly licences: readonly string[] };

export interface ReleaseLicence {
  /** SPDX identifier; `undefined` when the release is for local use only. */
  readonly spdx: string | undefined;
  readonly localUseOnly: boolean;
  readonly reasons: readonly LicenceReason[];
}

const classes: readonly (readonly [RegExp, LicenceClass])[] = [
  [/^(|unknown|none|noassertion)$/, 'unknown'],
  [/public-?domain|not-?protected|^(cc0-1\.0|cc-pddc|pddl-1\.0|unlicense)$/, 'public-domain'],
  [/^cc-by(-nc)?-nd|^kogl-(type-?)?[34]$/, 'no-derivatives'],
  [/^cc-by-nc|^kogl-(type-?)?2$/, 'non-commercial'],
  [/^(cc-by-sa|gfdl|odbl|cdla-sharing|gpl|lgpl|agpl|mpl)-/, 'share-alike'],
  [/^(cc-by|odc-by|ogl-uk)(-|$)|^kogl-(type-?)?1$/, 'attribution'],
  [
    /^(apache-2\.0|mit|mit-0|isc|0bsd|bsd-[0-9]-clause|psf-2\.0|python-2\.0|cdla-permissive-.*|openmdw-.*)$/,
    'permissive',
  ],
];

/** From least to most binding. */
const order: readonly LicenceClass[] = [
  'public-domain',
  'permissive',
  'attribution',
  'share-alike',
  'own-terms',
  'non-commercial',
  'no-derivatives',
  'unknown',
];

/** Class of an SPDX identifier or expression: OR takes the freest side, AND the strictest. */
export function classOf(licence: string): LicenceClass {
  const choices = licence
    .trim()
    .split(/\s+OR\s+/i)
    .map((choice) => {
      const joined = choice
        .replaceAll(/[()]/g, '')
        .split(/\s+AND\s+/i)
        .map(classOfOne);
      return joined.sort((a, b) => order.indexOf(b) - order.indexOf(a))[0] ?? 'unknown';
    });
  return choices.sort((a, b) => order.indexOf(a) - order.indexOf(b))[0] ?? 'unknown';
}

function classOfOne(licence: string): LicenceClass {
  const name = licence
    .trim()
    .toLowerCase()
    .replace(/\s+with\s+.*$/, '')
    .replace(/^licenseref-/, '');
  return classes.find(([pattern]) => pattern.test(name))?.[1] ?? classInTable(name);
}

/** Licences that their makers wrote for their models: what they ask for stays with what is made from them. */
function classInTable(name: string): LicenceClass {
  const known = licenceNamed(name);
  if (!known) return 'unknown';
  return asksForConsent(known) ? 'own-terms' : 'permissive';
}

/** `name`: what the release is called; some licences ask for a beginning of it. */
export function licenceOfRelease(base: LicensedPart, sources: readonly LicensedPart[], name = ''): ReleaseLicence {
  const parts = [base, ...sources].flatMap(separate);
  const of = (wanted: LicenceClass) => parts.filter(({ licence }) => classOf(licence) === wanted);
  const [unknown, noDerivatives, nonCommercial, ownTerms, shareAlike] = [
    of('unknown'),
    of('no-derivatives'),
    of('non-commercial'),
    of('own-terms'),
    of('share-alike'),
  ];
  const bound = [...nonCommercial, ...ownTerms, ...shareAlike];
  const binding = [...new Set(bound.map(({ licence }) => withoutVersion(licence)))];
  const beginning = ownTerms
    .map(({ licence }) => licenceNamed(licence)?.nameBeginsWith)
    .find((wanted) => wanted !== undefined && !letters(name).startsWith(letters(wanted)));
  const reasons: LicenceReason[] = [
    ...(unknown.length > 0 ? [{ reason: 'unknown' as const, parts: unknown }] : []),
    ...(noDerivatives.length > 0 ? [{ reason: 'no-derivatives' as const, parts: noDerivatives }] : []),
    ...(nonCommercial.length > 0 ? [{ reason: 'non-commercial' as const, parts: nonCommercial }] : []),
    ...(ownTerms.length > 0 ? [{ reason: 'own-terms' as const, parts: ownTerms }] : []),
    ...(beginning === undefined ? [] : [{ reason: 'name' as const, beginsWith: beginning }]),
    ...(shareAlike.length > 0 ? [{ reason: 'share-alike' as const, parts: shareAlike }] : []),
    ...(binding.length > 1 ? [{ reason: 'conflict' as const, licences: binding }] : []),
  ];
  const localUseOnly = unknown.length > 0 || noDerivatives.length > 0 || binding.length > 1 || beginning !== undefined;
  if (localUseOnly) return { spdx: undefined, localUseOnly, reasons };
  const newest = bound
    .map(({ licence }) => licence.trim())
    .sort(byVersion)
    .at(-1);
  return { spdx: newest ?? base.licence.trim(), localUseOnly, reasons };
}

/** `CC-BY-4.0 AND CC-BY-SA-4.0` are two parts: both duties hold. */
function separate({ title, licence }: LicensedPart): LicensedPart[] {
  if (/[()]|\sOR\s/i.test(licence)) return [{ title, licence }];
  return licence.split(/\s+AND\s+/i).map((one) => ({ title, licence: one }));
}

/** `CC-BY-SA-3.0-IGO` and `CC-BY-SA-4.0` are one family: the later version may be used for the earlier. */
function withoutVersion(licence: string): string {
  return licence
    .trim()
    .toUpperCase()
    .replace(/-\d+(\.\d+)*.*$/, '');
}

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function byVersion(a: string, b: string): number {
  return versionOf(a) - versionOf(b);
}

function versionOf(licence: string): number {
  return Number(/-(\d+(\.\d+)?)/.exec(licence)?.[1] ?? 0);
}
