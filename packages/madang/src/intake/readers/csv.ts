// CSV (RFC 4180) and TSV (IANA text/tab-separated-values, where quotes mean nothing), with a header. The text is the
// column `text`, else the one with the longest texts. Row numbers count rows after the header.
import { CsvError, parse } from 'csv-parse/sync';
import { decodeWhole } from '../encodings/decode-text.ts';
import type { Reader } from './reader.ts';
import { chooseColumn, columnNotice, rowTexts, sampleRows, type TableRow } from './table-texts.ts';

export const csvReader: Reader = {
  name: 'csv',
  extensions: ['.csv', '.tsv'],
  async *read(bytes, path) {
    const decoded = await decodeWhole(bytes);
    if (decoded.failure) {
      yield decoded.failure;
      return;
    }
    const delimiter = /\.tsv$/i.test(path) ? '\t' : findDelimiter(decoded.text);
    const { rows: table, broken } = parseRows(decoded.text, delimiter);
    const [header = [], ...rows] = table;
    const names = header.map((name) => name.trim());
    const tableRow = (cells: readonly string[], row: number): TableRow => ({
      cells: Object.fromEntries(names.map((name, at) => [name, cells[at]])),
      row,
    });
    const sample = rows.filter(({ length }) => length === names.length).slice(0, sampleRows);
    const column = chooseColumn(names, sample.map(tableRow));
    if (column !== undefined && rows.length > 0) {
      yield* columnNotice(column);
      for (const [index, cells] of rows.entries()) {
        const row = index + 1;
        if (cells.length === names.length) {
          for (const reading of rowTexts([tableRow(cells, row)], column)) {
            yield { ...reading, encoding: decoded.encoding };
          }
        } else {
          const values = { found: cells.length, expected: names.length };
          yield { kind: 'failure', code: 'column-count', values, row };
        }
      }
    }
    if (broken) yield { kind: 'failure', code: 'broken-csv', values: { reason: broken }, row: table.length };
  },
};

/** Rows up to the first that is not CSV, and what is wrong there. */
function parseRows(text: string, delimiter: string): { rows: string[][]; broken?: string } {
  const rows: string[][] = [];
  try {
    parse(text, {
      delimiter,
      quote: delimiter === '\t' ? null : '"',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      on_record: (cells: string[]) => {
        rows.push(cells);
        return null;
      },
    });
    return { rows };
  } catch (error) {
    if (error instanceof CsvError) return { rows, broken: error.message };
    throw error;
  }
}

/** Spreadsheets of many countries write semicolons. */
function findDelimiter(text: string): string {
  const firstLine = text.slice(0, (text.indexOf('\n') + 1 || text.length + 1) - 1);
  const count = (delimiter: string) => firstLine.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}
