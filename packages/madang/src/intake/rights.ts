// What a record says about its licence, as an SPDX identifier or a `LicenseRef-` (SPDX 2.3, annex D), so that later
// steps compare identifiers and not phrases. It judges nothing: what a licence permits is decided at release.

/** "CC BY 4.0" → "CC-BY-4.0"; "public domain (expired)" → "LicenseRef-public-domain"; identifiers stay as they are. */
export function normalizeLicence(phrase: string): string {
  const said = phrase.replace(/\([^)]*\)/g, ' ').trim();
  if (/^unknown$/i.test(said)) return 'unknown';
  if (/^cc[- ]?0|^cc[- ]zero/i.test(said)) return 'CC0-1.0';
  const [, terms, version] = /^cc[- ]((?:by|nc|nd|sa)(?:[- ](?:nc|nd|sa))*)(?:[- ]v?(\d\.\d))?$/i.exec(said) ?? [];
  if (terms) {
    const identifier = `CC-${terms.toUpperCase().replaceAll(' ', '-')}`;
    return version ? `${identifier}-${version}` : `LicenseRef-${identifier}`;
  }
  if (/^public[- ]domain/i.test(said)) return 'LicenseRef-public-domain';
  if (/^[A-Za-z0-9][A-Za-z0-9.+-]*(?: (?:WITH|AND|OR) [A-Za-z0-9.+-]+)*$/.test(said)) return said;
  const identifier = said
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return identifier === '' ? 'LicenseRef-as-stated-by-the-source' : `LicenseRef-${identifier}`;
}
