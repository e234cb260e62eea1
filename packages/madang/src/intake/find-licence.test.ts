import { expect, it } from 'vitest';
import { findLicence } from './find-licence.ts';

it.each([
  ['https://creativecommons.org/licenses/by-sa/4.0/deed.ko', 'CC-BY-SA-4.0'],
  ['http://creativecommons.org/licenses/by', 'CC-BY'],
  ['https://creativecommons.org/publicdomain/zero/1.0/', 'CC0-1.0'],
  ['https://creativecommons.org/publicdomain/mark/1.0/', 'public domain'],
  ['Released under CC BY-NC 4.0', 'CC BY-NC 4.0'],
  ['공공누리 제1유형: 출처표시', 'LicenseRef-KOGL-Type-1'],
  ['공공누리(4유형)', 'LicenseRef-KOGL-Type-4'],
  ['https://www.kogl.or.kr/info/licenseType2.do', 'LicenseRef-KOGL-Type-2'],
  ['KOGL Type 3', 'LicenseRef-KOGL-Type-3'],
  [' MIT ', 'MIT'],
  ['MIT was founded in 1861', undefined],
  ['공공누리 2024년 보고서', undefined],
  ['Copyright 2024. All rights reserved', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s', (statement, licence) => {
  expect(findLicence(statement)).toBe(licence);
});
