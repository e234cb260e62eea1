import { expect, it } from 'vitest';
import { normalizeLicence } from './rights.ts';

it.each([
  ['CC-BY-4.0', 'CC-BY-4.0'],
  ['CC BY-SA 4.0', 'CC-BY-SA-4.0'],
  ['cc-by-nc-nd-3.0', 'CC-BY-NC-ND-3.0'],
  ['CC-BY (KR, National Assembly Library)', 'LicenseRef-CC-BY'],
  ['CC0', 'CC0-1.0'],
  ['public domain (expired)', 'LicenseRef-public-domain'],
  ['LicenseRef-public-domain', 'LicenseRef-public-domain'],
  ['Apache-2.0 WITH LLVM-exception', 'Apache-2.0 WITH LLVM-exception'],
  ['unknown', 'unknown'],
  ['all rights reserved, ask us', 'LicenseRef-all-rights-reserved-ask-us'],
  ['기증저작물 자유이용', 'LicenseRef-as-stated-by-the-source'],
])('%s → %s', (phrase, identifier) => {
  expect(normalizeLicence(phrase)).toBe(identifier);
});
