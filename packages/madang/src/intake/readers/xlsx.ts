// XLSX (ECMA-376, SpreadsheetML): each sheet is a table whose first row with two cells or more names the columns. A sheet of
// one column has names only where its first cell is "text". Sheets are parsed as they stream by, not as a tree.
import { openPackage, type Package, readXml } from './package/open-package.ts';
import { findAll, type XmlElement } from './package/parse-xml.ts';
import { readProperties } from './package/read-properties.ts';
import { Refusal, readBinary } from './read-binary.ts';
import type { Reader } from './reader.ts';
import { chooseColumn, columnNotice, rowTexts, sampleRows, type TableRow } from './table-texts.ts';
import { readSharedStrings, readSheet, type SheetRow } from './xlsx/read-sheet.ts';

export const xlsxReader: Reader = {
  name: 'xlsx',
  extensions: ['.xlsx', '.xlsm'],
  isBinary: true,
  read: (bytes) =>
    readBinary(bytes, 'XLSX', async function* (whole) {
      const opened = await openPackage(whole, 'XLSX');
      const workbook = await readXml(opened, 'xl/workbook.xml');
      if (!workbook) throw new Refusal('other-format', { format: 'XLSX', found: 'another zip' });
      const strings = readSharedStrings(await opened.read('xl/sharedStrings.xml'));
      const about = readProperties(await readXml(opened, 'docProps/core.xml'));
      let before = 0;
      for (const { name, path } of await listSheets(opened, workbook)) {
        const rows = asTable(readSheet(await opened.read(path), strings), name, before);
        const column = chooseColumn(rows.names, rows.table.slice(0, sampleRows));
        if (column === undefined) continue;
        yield* columnNotice(column);
        for (const reading of rowTexts(rows.table, column)) yield { ...about, ...reading };
        before += rows.table.length;
      }
    }),
};

async function listSheets(opened: Package, workbook: XmlElement): Promise<{ name: string; path: string }[]> {
  const links = await readXml(opened, 'xl/_rels/workbook.xml.rels');
  const targets = new Map(
    (links ? findAll(links, 'Relationship') : []).map(({ attributes: { Id, Target } }) => [Id, Target ?? '']),
  );
  return findAll(workbook, 'sheet').map(({ attributes }, index) => {
    const target = targets.get(attributes.id ?? '') ?? `worksheets/sheet${index + 1}.xml`;
    return { name: attributes.name ?? '', path: target.startsWith('/') ? target.slice(1) : `xl/${target}` };
  });
}

/** Rows are counted over all sheets; their place has the sheet and its own row number. */
function asTable(rows: readonly SheetRow[], member: string, before: number): { names: string[]; table: TableRow[] } {
  const headerAt = rows.findIndex(({ cells }) => cells.filter(({ length }) => length > 0).length > 1);
  const isNamed = headerAt !== -1 || rows[0]?.cells.some((cell) => cell.trim().toLowerCase() === 'text');
  const header = rows[headerAt === -1 ? 0 : headerAt]?.cells ?? [];
  const names = header.map((name, index) => (isNamed && name.trim() !== '' ? name.trim() : columnName(index)));
  const data = isNamed ? rows.slice(Math.max(0, headerAt) + 1) : rows;
  const table = data.map(({ cells, number }, index) => ({
    cells: Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])),
    row: before + index + 1,
    place: { member, row: number },
  }));
  return { names, table };
}

function columnName(index: number): string {
  return index < 26
    ? String.fromCharCode(65 + index)
    : `${columnName(Math.floor(index / 26) - 1)}${columnName(index % 26)}`;
}
