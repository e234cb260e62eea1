// From WordprocessingML to paragraphs and tables. Revisions are resolved: insertions stay, deletions and the places from
// which text was moved go. Notes and text boxes come after the paragraph that holds them.
import type { Block } from '../flow-text.ts';
import { elementsOf, findAll, findOutermost, type XmlElement } from '../package/parse-xml.ts';

/** `footnote 3` to the element that holds its paragraphs. */
type Notes = ReadonlyMap<string, XmlElement>;

interface Found {
  text: string;
  readonly after: Block[];
}

const characters: Readonly<Record<string, string>> = { tab: '\t', ptab: '\t', br: '\n', cr: '\n', noBreakHyphen: '-' };
const unread = new Set([
  ...['pPr', 'rPr', 'tblPr', 'trPr', 'tcPr', 'sectPr', 'sdtPr', 'del', 'moveFrom', 'instrText', 'delText', 'Fallback'],
  ...['fldData', 'annotationRef', 'footnoteRef', 'endnoteRef', 'separator', 'continuationSeparator'],
]);

export function documentBlocks(document: XmlElement, notes: Notes): Block[] {
  return findAll(document, 'body').flatMap((body) => blocksOf(body, notes));
}

/** Those with a type are the rules above the notes. */
export function readNotes(kind: 'footnote' | 'endnote', part: XmlElement | undefined): [string, XmlElement][] {
  const notes = part ? findAll(part, kind) : [];
  return notes.filter(({ attributes }) => !attributes.type).map((note) => [`${kind} ${note.attributes.id}`, note]);
}

function blocksOf(container: XmlElement, notes: Notes): Block[] {
  const blocks: Block[] = [];
  let continued = '';
  for (const child of elementsOf(container)) {
    if (unread.has(child.name)) continue;
    if (child.name === 'tbl') blocks.push(tableOf(child, notes));
    else if (child.name === 'p') {
      const found: Found = { text: continued, after: [] };
      readInline(child, found, notes);
      continued = isEndDeleted(child) ? found.text : '';
      if (continued === '') blocks.push({ kind: 'paragraph', text: found.text });
      blocks.push(...found.after);
    } else blocks.push(...blocksOf(child, notes));
  }
  if (continued !== '') blocks.push({ kind: 'paragraph', text: continued });
  return blocks;
}

function readInline(element: XmlElement, found: Found, notes: Notes): void {
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (element.name === 't') found.text += child;
      continue;
    }
    const { name, attributes } = child;
    if (unread.has(name)) continue;
    if (name === 'footnoteReference' || name === 'endnoteReference') {
      const note = notes.get(`${name.replace('Reference', '')} ${attributes.id}`);
      if (note) found.after.push(...blocksOf(note, new Map()));
    } else if (name === 'txbxContent') found.after.push(...blocksOf(child, notes));
    else if (name === 'ruby') readRuby(child, found, notes);
    else {
      found.text += characters[name] ?? '';
      readInline(child, found, notes);
    }
  }
}

function readRuby(ruby: XmlElement, found: Found, notes: Notes): void {
  const [base, above] = ['rubyBase', 'rt'].map((name) => {
    const part: Found = { text: '', after: [] };
    for (const element of findAll(ruby, name)) readInline(element, part, notes);
    return part.text;
  });
  found.text += above ? `${base}(${above})` : base;
}

function isEndDeleted(paragraph: XmlElement): boolean {
  const marks = elementsOf(paragraph).filter(({ name }) => name === 'pPr');
  const runs = marks.flatMap(elementsOf).filter(({ name }) => name === 'rPr');
  return runs.flatMap(elementsOf).some(({ name }) => name === 'del');
}

/** Rows and cells may lie inside content controls. */
function tableOf(table: XmlElement, notes: Notes): Block {
  const rows = findOutermost(table, 'tr').filter(
    (row) => !elementsOf(row).some((part) => part.name === 'trPr' && findAll(part, 'del').length > 0),
  );
  return { kind: 'table', rows: rows.map((row) => findOutermost(row, 'tc').map((cell) => blocksOf(cell, notes))) };
}
