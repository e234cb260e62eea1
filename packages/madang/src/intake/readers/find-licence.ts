// The licence that a rights statement names: a Creative Commons address or mark, CC0, a KOGL (공공누리) type. A statement
// that names none ("Copyright 2024 …", "All rights reserved") is no licence, and nothing is guessed from it.

export function findLicence(statement: string | undefined): string | undefined {
  if (!statement) return undefined;
  const [, terms, version] = /creativecommons\.org\/licenses\/([a-z-]+)(?:\/(\d\.\d))?/i.exec(statement) ?? [];
  if (terms) return `CC-${terms.toUpperCase()}${version ? `-${version}` : ''}`;
  if (/creativecommons\.org\/publicdomain\/zero|\bCC[- ]?0\b|\bCC[- ]Zero\b/i.test(statement)) return 'CC0-1.0';
  if (/creativecommons\.org\/publicdomain\/mark/i.test(statement)) return 'public domain';
  const [, type] = /(?:공공누리|KOGL)[^0-9]{0,20}([1-4])/i.exec(statement) ?? [];
  if (type) return `LicenseRef-KOGL-${type}`;
  const [mark] = /\bCC[- ]BY(?:[- ](?:NC|ND|SA))*(?:[- ]\d\.\d)?\b/i.exec(statement) ?? [];
  if (mark) return mark;
  const [identifier] =
    /^\s*(?:Apache-2\.0|MIT|(?:A|L)?GPL-\d\.\d(?:-only|-or-later)?|GFDL-\d\.\d(?:-only|-or-later)?)\s*$/.exec(
      statement,
    ) ?? [];
  return identifier?.trim();
}
