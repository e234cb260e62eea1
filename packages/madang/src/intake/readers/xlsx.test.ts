import { describe, expect, it } from 'vitest';
import { readBytes } from './binary-readers.cases.ts';
import { writeZip } from './package/write-zip.fixture.ts';
import { xlsxReader } from './xlsx.ts';

const written = (sheets: Readonly<Record<string, string>>, strings = '') =>
  writeZip([
    {
      name: 'xl/workbook.xml',
      content: `<workbook><sheets>${Object.keys(sheets)
        .map((name) => `<sheet name="${name}"/>`)
        .join('')}</sheets></workbook>`,
    },
    { name: 'xl/sharedStrings.xml', content: `<sst>${strings}</sst>` },
    ...Object.values(sheets).map((rows, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    })),
  ]);
const read = (...args: Parameters<typeof written>) => readBytes(xlsxReader, 'a.xlsx', written(...args));
const text = (reference: string, value: string) => `<c r="${reference}" t="inlineStr"><is><t>${value}</t></is></c>`;

describe('xlsx', () => {
  it('finds the header under a title, the column with the longest texts, and keeps sheet and row', async () => {
    const rows = [
      `<row r="1">${text('A1', '2024년 목록')}</row>`,
      `<row r="3">${text('B3', 'title')}${text('C3', '본문')}</row>`,
      `<row r="4"><c r="A4"><v>1</v></c>${text('B4', '첫째')}${text('C4', '긴 글이 여기에 있다.')}</row>`,
      `<row r="5"><c r="B5" t="e"><v>#REF!</v></c><c r="C5" t="str"><f>A1</f><v>식이 낸 글이다.</v></c></row>`,
    ];
    expect(await read({ 자료: rows.join('') })).toEqual([
      { kind: 'column', column: '본문' },
      { kind: 'text', text: '긴 글이 여기에 있다.', title: '첫째', row: 1, place: { member: '자료', row: 4 } },
      { kind: 'text', text: '식이 낸 글이다.', row: 2, place: { member: '자료', row: 5 } },
    ]);
  });

  it('looks shared strings up, without their phonetic runs, and reads every sheet', async () => {
    const strings = '<si><t>text</t></si><si><r><t>漢</t></r><r><t>字</t></r><rPh><t>한자</t></rPh></si>';
    const shared = (reference: string, index: number) => `<c r="${reference}" t="s"><v>${index}</v></c>`;
    const first = `<row r="1">${shared('A1', 0)}</row><row r="2">${shared('A2', 1)}</row>`;
    expect(await read({ a: first, b: `<row>${text('A1', '이름 없는 열')}</row>` }, strings)).toEqual([
      { kind: 'text', text: '漢字', row: 1, place: { member: 'a', row: 2 } },
      { kind: 'column', column: 'A' },
      { kind: 'text', text: '이름 없는 열', row: 2, place: { member: 'b', row: 1 } },
    ]);
  });

  it('refuses a cell in a column that no spreadsheet has', async () => {
    expect(await read({ a: `<row><c r="ZZZ1"><v>1</v></c></row>` })).toEqual([
      expect.objectContaining({ kind: 'failure', code: 'damaged-file' }),
    ]);
  });
});
