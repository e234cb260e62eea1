// From a section of OWPML to paragraphs and tables. What hangs on a paragraph (a table, a note, a text box) comes after
// it; before it where it stands like a character ahead of all its text.
import type { Block } from '../flow-text.ts';
import { elementsOf, textOf, type XmlElement } from '../package/parse-xml.ts';

/** Inside a deletion of change tracking; it may reach over paragraphs. */
interface Tracking {
  isDeleted: boolean;
  /** The paragraph's end is deleted: the next one continues it. */
  joinsNext: boolean;
}

interface Found {
  text: string;
  readonly before: Block[];
  readonly after: Block[];
}

const characters: Readonly<Record<string, string>> = {
  tab: '\t',
  lineBreak: '\n',
  nbSpace: '\u00a0',
  fwSpace: ' ',
  hyphen: '-',
};
const numberedKinds = new Set(['TABLE', 'FIGURE', 'EQUATION']);
const unread = new Set([
  'header',
  'footer',
  'hiddenComment',
  'fieldBegin',
  'secPr',
  'linesegarray',
  'parameters',
  'shapeComment',
]);

export function sectionBlocks(section: XmlElement): Block[] {
  return paragraphsOf(section, { isDeleted: false, joinsNext: false });
}

function paragraphsOf(list: XmlElement, tracking: Tracking): Block[] {
  const blocks: Block[] = [];
  let continued = '';
  for (const child of elementsOf(list)) {
    if (child.name !== 'p') {
      blocks.push(...paragraphsOf(child, tracking));
      continue;
    }
    const found: Found = { text: continued, before: [], after: [] };
    tracking.joinsNext = false;
    for (const run of elementsOf(child)) if (run.name === 'run') readRun(run, found, tracking);
    continued = tracking.joinsNext && found.before.length + found.after.length === 0 ? found.text : '';
    if (!tracking.joinsNext || continued === '') {
      blocks.push(...found.before, ...paragraphOf(found), ...found.after);
    }
  }
  if (continued !== '') blocks.push({ kind: 'paragraph', text: continued });
  return blocks;
}

function readRun(run: XmlElement, found: Found, tracking: Tracking): void {
  for (const child of elementsOf(run)) {
    if (child.name === 't') readText(child, found, tracking);
    else if (!tracking.isDeleted) readObject(child, found, tracking);
  }
}

function readText(element: XmlElement, found: Found, tracking: Tracking): void {
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (!tracking.isDeleted) found.text += child.replace(/[\r\n]+/g, '');
      continue;
    }
    if (child.name === 'deleteBegin') tracking.isDeleted = true;
    else if (child.name === 'deleteEnd') {
      tracking.isDeleted = false;
      if (child.attributes.paraend === '1') tracking.joinsNext = true;
    } else if (!tracking.isDeleted) found.text += characters[child.name] ?? '';
  }
}

function readObject(element: XmlElement, found: Found, tracking: Tracking): void {
  const { name, attributes } = element;
  if (unread.has(name)) return;
  if (name === 'equation') {
    for (const child of elementsOf(element)) {
      if (child.name === 'script') found.text += spaced(found.text, textOf(child).trim());
      else if (child.name === 'caption') place(found, paragraphsOf(child, tracking));
    }
  } else if (name === 'dutmal') {
    const [main, sub] = ['mainText', 'subText'].map((part) => partText(element, part));
    found.text += sub ? `${main}(${sub})` : main;
  } else if (name === 'compose') found.text += attributes.composeText ?? '';
  else if (name === 'autoNum' || name === 'newNum') {
    if (name === 'autoNum' && numberedKinds.has(attributes.numType ?? '')) found.text += attributes.num ?? '';
  } else if (name === 'tbl') place(found, tableBlocks(element, tracking), isCharacter(element));
  else if (name === 'textart')
    place(found, [{ kind: 'paragraph', text: (attributes.text ?? '').replaceAll('␍␊', '\n') }]);
  else if (name === 'edit') place(found, [{ kind: 'paragraph', text: partText(element, 'text') }]);
  else if (name === 'subList') place(found, paragraphsOf(element, tracking));
  else if (name === 'ctrl') for (const child of elementsOf(element)) readObject(child, found, tracking);
  else {
    const inner: Found = { text: '', before: [], after: [] };
    for (const child of elementsOf(element)) readObject(child, inner, tracking);
    place(found, [...inner.before, ...inner.after], isCharacter(element));
  }
}

function tableBlocks(table: XmlElement, tracking: Tracking): Block[] {
  const rows: Block[][][] = [];
  const captions: Block[] = [];
  for (const child of elementsOf(table)) {
    if (child.name === 'caption') captions.push(...paragraphsOf(child, tracking));
    if (child.name !== 'tr') continue;
    rows.push(elementsOf(child).map((cell) => paragraphsOf(cell, tracking)));
  }
  return [...captions, { kind: 'table', rows }];
}

/** One that only carries a table or a drawing is no empty line. */
function paragraphOf({ text, before, after }: Found): Block[] {
  return text.trim() === '' && before.length + after.length > 0 ? [] : [{ kind: 'paragraph', text }];
}

function isCharacter(element: XmlElement): boolean {
  return elementsOf(element).some(({ name, attributes }) => name === 'pos' && attributes.treatAsChar === '1');
}

function place(found: Found, blocks: readonly Block[], isFirst = false): void {
  (isFirst && found.text.trim() === '' ? found.before : found.after).push(...blocks);
}

function partText(element: XmlElement, name: string): string {
  return elementsOf(element)
    .filter((child) => child.name === name)
    .map(textOf)
    .join('');
}

function spaced(before: string, script: string): string {
  return before === '' || /\s$/.test(before) ? script : ` ${script}`;
}
