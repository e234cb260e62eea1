// CSV (RFC 4180) and TSV (IANA text/tab-separated-values, where quotes mean nothing), with a header. The text is the
// column `text`, else the one with the longest texts. Row numbers count rows after the header.
import { CsvError, parse } from 'csv-parse/sync';
import { decodeWhole } from '../encodings/decode-text.ts';
import { metadataOf } from './metadata.ts';
import type { Reader } from './reader.ts';

/** Rows that are looked at to find the longest column. */
const sampleRows = 200;

export const csvReader: Reader = {
  name: 'csv',
  extensions: ['.csv', '.tsv'],
  async *read(bytes, path) {
    const decoded = await decodeWhole(bytes);
    if (decoded.failure) {
      yield decoded.failure;
      return;
    }
    const delimiter = /\.tsv(\.gz)?$/i.test(path) ? '\t' : findDelimiter(decoded.text);
    const { rows: table, broken } = parseRows(decoded.text, delimiter);
    const [header, ...rows] = table;
    if (header && rows.length > 0) {
      const named = header.findIndex((name) => name.trim().toLowerCase() === 'text');
      const column = named === -1 ? longestColumn(header.length, rows) : named;
      if (named === -1) yield { kind: 'column', column: header[column] ?? '' };
      for (const [index, cells] of rows.entries()) {
        const row = index + 1;
        if (cells.length !== header.length) {
          const values = { found: cells.length, expected: header.length };
          yield { kind: 'failure', code: 'column-count', values, row };
          continue;
        }
        const record = Object.fromEntries(header.map((name, at) => [name.trim(), cells[at]]));
        yield { kind: 'text', text: cells[column] ?? '', row, encoding: decoded.encoding, ...metadataOf(record) };
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

function longestColumn(columns: number, rows: readonly string[][]): number {
  const lengths = Array.from({ length: columns }, (_, column) =>
    rows.slice(0, sampleRows).reduce((sum, cells) => sum + (cells[column]?.length ?? 0), 0),
  );
  return lengths.indexOf(Math.max(...lengths));
}
