import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeLicence } from './describe-licence.ts';
import { readLicence } from './licence.ts';
import { licenceReferenceText } from './licence-reference.ts';
import { asksForConsent, licenceNamed, licenceOfText, licenceTable, licenceTerms } from './licence-table.ts';

const root = mkdtempSync(join(tmpdir(), 'madang-licence-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('the table', () => {
  it('names no licence twice, by name or by text', () => {
    const names = licenceTable().flatMap(({ id, names: others }) => [id, ...others]);
    expect(names).toEqual([...new Set(names)]);
    expect(names.every((name) => name === name.toLowerCase())).toBe(true);
    const marks = licenceTable().flatMap(({ textMarks }) => textMarks);
    expect(marks).toEqual([...new Set(marks)]);
  });

  it.each(licenceTable())('$id says each term in both languages, with its clause', (licence) => {
    for (const term of licenceTerms) {
      const { answer, clause, en, ko } = licence[term];
      expect(clause).toMatch(/\S/);
      expect(en === undefined, `${term}: both or none`).toBe(ko === undefined);
      if (answer === 'conditions') expect(en, `${term}: a condition is said`).toBeDefined();
    }
    expect(licence.share.answer === 'no' && licence.modify.answer === 'no').toBe(false);
    for (const locale of ['en', 'ko'] as const) {
      expect(describeLicence({ licence: licence.id, licencePath: undefined }, locale).join('\n')).toContain(
        licence.readFrom,
      );
    }
  });

  it.each(licenceTable().filter(({ textMarks }) => textMarks.length > 0))(
    '$id is known by its words alone',
    (licence) => {
      for (const mark of licence.textMarks) {
        expect(licenceOfText(`\n   **${mark.toUpperCase()}**\n\nDefinitions.`)?.id).toBe(licence.id);
      }
    },
  );

  it.each([
    ['apache-2.0', false, 'yes', 'yes'],
    ['Apache-2.0', false, 'yes', 'yes'],
    ['MIT', false, 'yes', 'yes'],
    ['cc-by-4.0', false, 'yes', 'unsettled'],
    ['cc-by-sa-4.0', true, 'yes', 'unsettled'],
    ['cc-by-nc-4.0', true, 'no', 'no'],
    ['cc-by-nd-4.0', true, 'no', 'no'],
    ['LicenseRef-llama3.2', true, 'no', 'no'],
    ['llama2', true, 'no', 'no'],
    ['gemma', true, 'no', 'no'],
    ['qwen-research', true, 'no', 'no'],
    ['creativeml-openrail-m', true, 'no', 'no'],
    ['openmdw-1.0', false, 'yes', 'unsettled'],
  ])('%s: asks %s, MOF %s, OSAID %s', (name, asks, mof, osaid) => {
    const licence = licenceNamed(name);
    if (!licence) throw new Error(`${name} is not in the table`);
    expect(licence).toMatchObject({ mof, osaid });
    expect(asksForConsent(licence)).toBe(asks);
  });
});

it('docs/reference/licences.md is what `npm run reference` writes', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/reference/licences.md'), 'utf8');
  expect(page).toBe(licenceReferenceText());
});

it.each([
  ['typescript/LICENSE', 'apache-2.0'],
  ['zod/LICENSE', 'mit'],
])('%s, as its makers publish it, is %s', (file, id) => {
  const text = readFileSync(join(import.meta.dirname, '../../../../node_modules', file), 'utf8');
  expect(licenceOfText(text)?.id).toBe(id);
});

describe('what is not known', () => {
  it.each(['other', 'unknown', 'llama', 'apache', 'cc-by-nc-5.0', '', undefined])('%s is not guessed at', (name) => {
    expect(licenceNamed(name)).toBeUndefined();
  });

  it('is shown as it stands, and cannot steer a terminal', () => {
    const path = join(root, 'LICENSE');
    writeFileSync(path, `Our own terms\u001b[2J\n\nYou may not.\n${'x\n'.repeat(40)}`);
    const lines = describeLicence({ licence: 'our-own', licencePath: path }, 'en');
    expect(lines[0]).toBe('Madang does not know the licence "our-own" and does not guess what it permits.');
    expect(lines).toContain('  You may not.');
    expect(lines.join('')).not.toContain('\u001b');
    expect(lines.length).toBeLessThan(20);
    expect(describeLicence({ licence: undefined, licencePath: undefined }, 'ko')).toEqual([
      '밝혀진 라이선스가 없습니다. 알아낼 때까지는 혼자만 쓰십시오.',
    ]);
  });

  it('a text with the words of two licences is neither', () => {
    expect(
      licenceOfText('LLAMA 3.1 COMMUNITY LICENSE AGREEMENT\nLLAMA 3.2 COMMUNITY LICENSE AGREEMENT'),
    ).toBeUndefined();
    expect(licenceOfText(`${'x'.repeat(10_000)} LLAMA 3.1 COMMUNITY LICENSE AGREEMENT`)).toBeUndefined();
  });
});

describe("a model folder's licence", () => {
  it.each([
    [{}, { license: 'mit' }, undefined, 'mit'],
    [{ license: 'apache-2.0' }, { license: 'mit' }, undefined, 'apache-2.0'],
    [{}, { license: 'other', license_name: 'qwen-research' }, undefined, 'qwen-research'],
    [
      {},
      { license: 'other' },
      'Tongyi Qianwen LICENSE AGREEMENT\n\nTongyi Qianwen Release Date: August 3, 2023',
      'tongyi-qianwen',
    ],
    [{}, { license: 'other', license_name: 'our-own' }, 'Our own terms', 'our-own'],
    [{}, {}, 'Our own terms', undefined],
    [{}, { license: ['gemma'] }, undefined, 'gemma'],
  ])('config %j, card %j, text %j', (config, card, text, expected) => {
    const folder = mkdtempSync(join(root, 'model-'));
    mkdirSync(join(folder, 'LICENSES'));
    writeFileSync(join(folder, 'README.md'), `---\n${JSON.stringify(card)}\n---\n# A model\n`);
    if (text !== undefined) writeFileSync(join(folder, 'Tongyi Qianwen LICENSE AGREEMENT'), text);
    expect(readLicence(folder, config)).toBe(expected);
  });
});
