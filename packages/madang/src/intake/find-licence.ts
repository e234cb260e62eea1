// The licence that a statement names: a Creative Commons address or mark, CC0, a KOGL (공공누리) type by its words, picture or
// address, or an SPDX identifier alone. A statement that names none ("Copyright 2024 …", "All rights reserved") is no
// licence, and nothing is guessed from it.

export function findLicence(statement: string | undefined): string | undefined {
  if (!statement) return undefined;
  return byAddress(statement) ?? findKogl(statement) ?? byMark(statement) ?? byIdentifier(statement);
}

/** KOGL type 1 is attribution; 2 adds non-commercial, 3 no derivatives, 4 both. */
export function findKogl(statement: string): string | undefined {
  const byWords = /공공누리[^.\n]{0,12}?제?\s*([1-4])\s*유형/.exec(statement)?.[1];
  const picture = /(?:kogl\.or\.kr\/[\w./]*?type|open_?type|opencode|\bkogl(?:[-_ ]?type)?)[-_ ]?0?([1-4])\b/i;
  const type = byWords ?? picture.exec(statement)?.[1];
  return type && `LicenseRef-KOGL-Type-${type}`;
}

/** `https://creativecommons.org/licenses/by-sa/4.0/` → `CC-BY-SA-4.0` */
function byAddress(statement: string): string | undefined {
  const [, terms, version] = /creativecommons\.org\/licenses\/([a-z-]+)(?:\/(\d\.\d))?/i.exec(statement) ?? [];
  if (terms) return `CC-${terms.toUpperCase()}${version ? `-${version}` : ''}`;
  if (/creativecommons\.org\/publicdomain\/zero/i.test(statement)) return 'CC0-1.0';
  return /creativecommons\.org\/publicdomain\/mark/i.test(statement) ? 'public domain' : undefined;
}

function byMark(statement: string): string | undefined {
  if (/\bCC[- ]?0\b|\bCC[- ]Zero\b/i.test(statement)) return 'CC0-1.0';
  return /\bCC[- ]BY(?:[- ](?:NC|ND|SA))*(?:[- ]\d\.\d)?\b/i.exec(statement)?.[0];
}

function byIdentifier(statement: string): string | undefined {
  const identifier = /^(?:Apache-2\.0|MIT|(?:A|L)?GPL-\d\.\d(?:-only|-or-later)?|GFDL-\d\.\d(?:-only|-or-later)?)$/;
  return identifier.exec(statement.trim())?.[0];
}
