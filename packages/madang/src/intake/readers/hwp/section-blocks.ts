// From the records of an HWP 5.0 section to paragraphs and tables. What hangs on a paragraph (a table, a note, a text
// box) comes after it; before it where it stands like a character ahead of all its text. Deletions under change tracking are left
// out; headers, footers, hidden comments and memos are no text of the document.
import type { Block } from '../flow-text.ts';
import { type HwpRecord, readCounted, readString, tags } from './records.ts';

interface Found {
  text: string;
  readonly before: Block[];
  readonly after: Block[];
}

/** Control characters that take one unit; the others below 32 take eight (table 6 of the specification). */
const singles: Readonly<Record<number, string>> = {
  0: '',
  10: '\n',
  13: '',
  24: '-',
  25: '',
  26: '',
  27: '',
  28: '',
  29: '',
  30: '\u00a0',
  31: ' ',
};
/** Those of eight units that have a control record. */
const extended = new Set([1, 2, 3, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23]);
const unitsOfControl = 8;
const paragraphEnd = 13;
const tab = 9;

const read = new Set(['tbl ', 'gso ', 'eqed', 'fn  ', 'en  ', 'form']);
/** Pictures, tables and equations; page and note numbers are no text. */
const numberedKinds = new Set([3, 4, 5]);
/** Kind of a range tag: deleted under change tracking. */
const deletion = 17;

export function sectionBlocks(records: readonly HwpRecord[]): Block[] {
  const blocks: Block[] = [];
  let continued = '';
  for (const record of records) {
    if (record.tag !== tags.paragraph) continue;
    const found: Found = { text: continued, before: [], after: [] };
    const joinsNext = readParagraph(record, found);
    continued = '';
    if (joinsNext && found.before.length + found.after.length === 0) continued = found.text;
    else blocks.push(...found.before, ...paragraphOf(found), ...found.after);
  }
  if (continued !== '') blocks.push({ kind: 'paragraph', text: continued });
  return blocks;
}

/** True where the paragraph's end is deleted. */
function readParagraph(paragraph: HwpRecord, found: Found): boolean {
  const controls = paragraph.children.filter(({ tag }) => tag === tags.control).values();
  const deleted = deletedRanges(paragraph);
  let joinsNext = false;
  for (const { tag, data } of paragraph.children) {
    if (tag !== tags.text) continue;
    const units = data.byteLength >>> 1;
    for (let at = 0; at < units; ) {
      const unit = data.getUint16(2 * at, true);
      const isDeleted = deleted.some(([start, end]) => at >= start && at < end);
      const single = unit >= 32 ? String.fromCharCode(unit) : singles[unit];
      if (isDeleted && unit === paragraphEnd) joinsNext = true;
      if (single !== undefined && !isDeleted) found.text += single;
      if (single === undefined && extended.has(unit)) {
        const control = controls.next().value;
        if (control && !isDeleted) readControl(control, found);
      }
      if (unit === tab && !isDeleted) found.text += '\t';
      at += single === undefined ? unitsOfControl : 1;
    }
  }
  return joinsNext;
}

function deletedRanges(paragraph: HwpRecord): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  for (const { tag, data } of paragraph.children) {
    if (tag !== tags.rangeTags) continue;
    for (let at = 0; at + 12 <= data.byteLength; at += 12) {
      if (data.getUint32(at + 8, true) >>> 24 !== deletion) continue;
      ranges.push([data.getUint32(at, true), data.getUint32(at + 4, true)]);
    }
  }
  return ranges;
}

function readControl(control: HwpRecord, found: Found): void {
  const { data, children } = control;
  const id = controlId(data);
  if (id === 'tdut') {
    const main = readCounted(data, 4);
    const sub = readCounted(data, main.end).text;
    found.text += sub ? `${main.text}(${sub})` : main.text;
  } else if (id === 'tcps') found.text += readCounted(data, 4).text;
  else if (id === 'atno' && data.byteLength >= 10) {
    if (numberedKinds.has(data.getUint32(4, true) & 0xf)) found.text += String(data.getUint16(8, true));
  } else if (id === 'eqed') {
    for (const { tag, data: equation } of children) {
      if (tag === tags.equation) found.text += spaced(found.text, readCounted(equation, 4).text.trim());
    }
    place(found, sectionBlocks(children));
  } else if (read.has(id)) {
    const isCharacter = (id === 'tbl ' || id === 'gso ') && data.byteLength >= 8 && (data.getUint32(4, true) & 1) === 1;
    place(found, id === 'tbl ' ? tableBlocks(children) : objectBlocks(children), isCharacter);
  }
}

/** Lists before the table's own record are its caption; after it, each is a cell with its column and row. */
function tableBlocks(records: readonly HwpRecord[]): Block[] {
  const tableAt = records.findIndex(({ tag }) => tag === tags.table);
  const rows = new Map<number, Block[][]>();
  const starts = records.flatMap(({ tag }, index) => (tag === tags.list && index > tableAt ? [index] : []));
  for (const [index, start] of starts.entries()) {
    const data = records[start]?.data;
    const row = data && data.byteLength >= 12 ? data.getUint16(10, true) : 0;
    const cells = rows.get(row) ?? [];
    cells.push(sectionBlocks(records.slice(start, starts[index + 1])));
    rows.set(row, cells);
  }
  const inOrder = [...rows].sort(([a], [b]) => a - b).map(([, cells]) => cells);
  return [...sectionBlocks(records.slice(0, Math.max(0, tableAt))), { kind: 'table', rows: inOrder }];
}

function objectBlocks(records: readonly HwpRecord[]): Block[] {
  return records.flatMap((record) => {
    if (record.tag === tags.paragraph) return sectionBlocks([record]);
    if (record.tag === tags.textArt) return [{ kind: 'paragraph' as const, text: textArt(record.data) }];
    if (record.tag === tags.form) return [{ kind: 'paragraph' as const, text: formText(record.data) }];
    return objectBlocks(record.children);
  });
}

/** After the four corners: the text. */
function textArt(data: DataView): string {
  return readCounted(data, 32).text.replaceAll('␍␊', '\n').replaceAll('\r\n', '\n');
}

/** `Text:wstring:4:1234` among the properties of an edit field. */
function formText(data: DataView): string {
  const properties = readString(data, 0, data.byteLength >>> 1);
  const [before, length] = /(?<![A-Za-z])Text:wstring:(\d+):/.exec(properties) ?? [];
  if (before === undefined) return '';
  const start = properties.indexOf(before) + before.length;
  return properties.slice(start, start + Number(length));
}

function controlId(data: DataView): string {
  if (data.byteLength < 4) return '';
  return String.fromCharCode(...[3, 2, 1, 0].map((at) => data.getUint8(at)));
}

/** One that only carries a table or a drawing is no empty line. */
function paragraphOf({ text, before, after }: Found): Block[] {
  return text.trim() === '' && before.length + after.length > 0 ? [] : [{ kind: 'paragraph', text }];
}

function place(found: Found, blocks: readonly Block[], isFirst = false): void {
  (isFirst && found.text.trim() === '' ? found.before : found.after).push(...blocks);
}

function spaced(before: string, script: string): string {
  return before === '' || /\s$/.test(before) ? script : ` ${script}`;
}
