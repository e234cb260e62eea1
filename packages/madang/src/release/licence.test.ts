import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { classOf, licenceOfRelease } from './licence.ts';

const base = { title: 'base', licence: 'apache-2.0' };
const of = (...licences: string[]) =>
  licenceOfRelease(
    base,
    licences.map((licence) => ({ title: licence, licence })),
  );

describe('classes', () => {
  test.each([
    ['unknown', 'unknown'],
    ['', 'unknown'],
    ['LicenseRef-FAQ-notice', 'unknown'],
    ['CC0-1.0', 'public-domain'],
    ['LicenseRef-public-domain', 'public-domain'],
    ['Apache-2.0', 'permissive'],
    ['PSF-2.0', 'permissive'],
    ['CC-BY-4.0', 'attribution'],
    ['CC-BY-2.0-KR', 'attribution'],
    ['LicenseRef-CC-BY', 'attribution'],
    ['LicenseRef-KOGL-Type-1', 'attribution'],
    ['KOGL-4', 'no-derivatives'],
    ['CC-BY-SA-3.0-IGO', 'share-alike'],
    ['GPL-3.0-or-later', 'share-alike'],
    ['CC-BY-NC-SA-4.0', 'non-commercial'],
    ['CC-BY-NC-ND-4.0', 'no-derivatives'],
    ['CC-BY-SA-3.0 OR GPL-2.0-or-later', 'share-alike'],
    ['MIT OR CC-BY-NC-4.0', 'permissive'],
    ['MIT AND CC-BY-4.0', 'attribution'],
  ])('%s is %s', (licence, expected) => expect(classOf(licence)).toBe(expected));
});

describe('a release', () => {
  test("keeps the base's licence with free and credited sources", () => {
    expect(of('CC0-1.0', 'CC-BY-4.0')).toEqual({ spdx: 'apache-2.0', localUseOnly: false, reasons: [] });
  });

  test('of the example may be published: its licences are free or ask for credit', () => {
    const path = join(import.meta.dirname, '../../../../examples/korean/graft.yaml');
    const { sources } = parse(readFileSync(path, 'utf8')) as { sources: { licence: string }[] };
    const licences = sources.map(({ licence }) => licence);
    expect(licences).toEqual(expect.arrayContaining(['LicenseRef-public-domain', 'LicenseRef-CC-BY']));
    expect(of(...licences)).toEqual({ spdx: 'apache-2.0', localUseOnly: false, reasons: [] });
  });

  test('takes the share-alike licence, in its latest version', () => {
    expect(of('CC-BY-SA-3.0', 'CC-BY-SA-4.0', 'MIT')).toMatchObject({ spdx: 'CC-BY-SA-4.0', localUseOnly: false });
  });

  test('keeps the strictest of what the records of one source say', () => {
    expect(of('CC-BY-4.0 AND CC-BY-SA-4.0')).toMatchObject({ spdx: 'CC-BY-SA-4.0', localUseOnly: false });
    expect(of('CC-BY-4.0 AND CC-BY-ND-4.0')).toMatchObject({ spdx: undefined, localUseOnly: true });
  });

  test('is for local use where a licence is unknown, also the base’s', () => {
    expect(of('CC-BY-4.0', 'unknown')).toMatchObject({ spdx: undefined, localUseOnly: true });
    expect(licenceOfRelease({ title: 'base', licence: 'unknown' }, [])).toMatchObject({ localUseOnly: true });
  });

  test('is for local use where two duties cannot be met at once', () => {
    expect(of('CC-BY-SA-4.0', 'GFDL-1.3').reasons).toContainEqual({
      reason: 'conflict',
      licences: ['CC-BY-SA', 'GFDL'],
    });
    expect(of('CC-BY-SA-4.0', 'CC-BY-NC-4.0').localUseOnly).toBe(true);
  });

  test("carries the base's own terms, under the name that they ask for", () => {
    const llama = { title: 'base', licence: 'llama3.2' };
    const parts = [llama];
    expect(licenceOfRelease(llama, [{ title: 'a', licence: 'CC-BY-4.0' }], 'llama-korean')).toEqual({
      spdx: 'llama3.2',
      localUseOnly: false,
      reasons: [{ reason: 'own-terms', parts }],
    });
    expect(licenceOfRelease(llama, [], 'korean')).toMatchObject({
      localUseOnly: true,
      reasons: [{ reason: 'own-terms' }, { reason: 'name', beginsWith: 'Llama' }],
    });
    expect(licenceOfRelease({ ...llama, licence: 'llama3' }, [], 'llama-korean').localUseOnly).toBe(true);
    expect(licenceOfRelease({ ...llama, licence: 'llama3' }, [], 'llama-3-korean').localUseOnly).toBe(false);
    expect(licenceOfRelease({ title: 'base', licence: 'gemma' }, [], 'korean').spdx).toBe('gemma');
  });

  test("is for local use where a source's duty and the base's own terms cannot be met at once", () => {
    const llama = { title: 'base', licence: 'llama3.2' };
    expect(licenceOfRelease(llama, [{ title: 'a', licence: 'CC-BY-SA-4.0' }], 'llama-korean')).toMatchObject({
      localUseOnly: true,
      reasons: expect.arrayContaining([expect.objectContaining({ reason: 'conflict' })]),
    });
  });

  test('never becomes freer by another source', () => {
    const licence = fc.constantFrom(
      'unknown',
      'CC0-1.0',
      'MIT',
      'CC-BY-4.0',
      'CC-BY-SA-4.0',
      'CC-BY-NC-4.0',
      'CC-BY-ND-4.0',
      'gemma',
    );
    fc.assert(
      fc.property(fc.array(licence), licence, (licences, another) => {
        if (of(...licences).localUseOnly) expect(of(...licences, another).localUseOnly).toBe(true);
      }),
    );
  });
});
