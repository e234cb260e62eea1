// The cells of a SpreadsheetML sheet as strings, empty rows left out. Shared strings are looked up, phonetic runs are not
// text, numbers and dates stay as they are stored, formulas give the value that was last computed.
import { Parser } from 'htmlparser2';
import { decodeXml } from '../package/parse-xml.ts';
import { Refusal } from '../read-binary.ts';

/** A sheet has at most 1,048,576 rows and 16,384 columns; what holds text is far smaller. */
const maximumCells = 5_000_000;
const maximumColumns = 16_384;

export interface SheetRow {
  /** As the spreadsheet shows it, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

export function readSharedStrings(part: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  let phonetic = 0;
  let isText = false;
  parse(part, {
    onopentag: (name) => {
      if (name === 'si') strings.push('');
      if (name === 'rPh') phonetic += 1;
      isText = name === 't' && phonetic === 0;
    },
    ontext: (text) => {
      if (isText && strings.length > 0) strings[strings.length - 1] += text;
    },
    onclosetag: (name) => {
      if (name === 'rPh') phonetic -= 1;
      isText = false;
    },
  });
  return strings;
}

export function readSheet(part: Uint8Array | undefined, strings: readonly string[]): SheetRow[] {
  const rows: SheetRow[] = [];
  let number = 0;
  let cells: string[] = [];
  let column = 0;
  let type = '';
  let value = '';
  let isValue = false;
  let count = 0;
  parse(part, {
    onopentag: (name, attributes) => {
      if (name === 'row') {
        number = Number(attributes.r) || number + 1;
        cells = [];
        column = 0;
      } else if (name === 'c') {
        column = columnOf(attributes.r) ?? column;
        type = attributes.t ?? '';
        value = '';
      }
      isValue = name === 'v' || name === 't';
    },
    ontext: (text) => {
      if (isValue) value += text;
    },
    onclosetag: (name) => {
      isValue = false;
      if (name === 'c') {
        count += 1;
        if (count > maximumCells) throw new Refusal('too-many-parts', { limit: maximumCells });
        if (column >= maximumColumns) throw new Refusal('damaged-file', { format: 'XLSX', reason: 'column' });
        while (cells.length < column) cells.push('');
        cells[column] = type === 's' ? (strings[Number(value)] ?? '') : type === 'e' ? '' : value;
        column += 1;
      }
      if (name === 'row' && cells.some((cell) => cell !== '')) rows.push({ number, cells });
    },
  });
  return rows;
}

/** "C7" is column 2. */
function columnOf(reference: string | undefined): number | undefined {
  const [letters] = /^[A-Z]{1,3}/.exec(reference ?? '') ?? [];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

interface Handlers {
  readonly onopentag: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly ontext: (text: string) => void;
  readonly onclosetag: (name: string) => void;
}

function parse(part: Uint8Array | undefined, handlers: Handlers): void {
  if (!part) return;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => handlers.onopentag(name.slice(name.indexOf(':') + 1), attributes),
      ontext: handlers.ontext,
      onclosetag: (name) => handlers.onclosetag(name.slice(name.indexOf(':') + 1)),
    },
    { xmlMode: true },
  );
  parser.end(decodeXml(part));
}
