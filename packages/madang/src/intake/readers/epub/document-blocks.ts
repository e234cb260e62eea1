// From XHTML to paragraphs and tables: a block element ends a paragraph, white space is one space except in `pre`, ruby
// text stands in brackets, an image gives nothing.
import type { Block } from '../flow-text.ts';
import { findOutermost, type XmlElement } from '../package/parse-xml.ts';

const inline = new Set([
  ...[
    'a',
    'abbr',
    'b',
    'bdi',
    'bdo',
    'big',
    'cite',
    'code',
    'data',
    'del',
    'dfn',
    'em',
    'font',
    'i',
    'ins',
    'kbd',
    'label',
    'mark',
  ],
  ...[
    'q',
    'rb',
    'rt',
    'ruby',
    's',
    'samp',
    'small',
    'span',
    'strike',
    'strong',
    'sub',
    'sup',
    'time',
    'tt',
    'u',
    'var',
    'wbr',
    'br',
    'rp',
  ],
]);
const unread = new Set(['head', 'script', 'style', 'svg', 'rp', 'template', 'noscript']);

interface Found {
  text: string;
  readonly blocks: Block[];
}

export function documentBlocks(document: XmlElement): Block[] {
  const found: Found = { text: '', blocks: [] };
  readElement(document, found, false);
  endParagraph(found);
  return found.blocks;
}

function readElement(element: XmlElement, found: Found, isPreformatted: boolean): void {
  for (const child of element.children) {
    if (typeof child === 'string') {
      found.text += isPreformatted ? child : collapse(child, found.text);
      continue;
    }
    const { name } = child;
    if (unread.has(name)) continue;
    if (name === 'br') found.text += '\n';
    else if (name === 'table') {
      endParagraph(found);
      found.blocks.push({
        kind: 'table',
        rows: findOutermost(child, 'tr').map((row) => findOutermost(row, 'td', 'th').map(documentBlocks)),
      });
    } else if (name === 'rt') {
      found.text += '(';
      readElement(child, found, isPreformatted);
      found.text += ')';
    } else if (inline.has(name)) readElement(child, found, isPreformatted);
    else {
      endParagraph(found);
      readElement(child, found, isPreformatted || name === 'pre');
      endParagraph(found);
    }
  }
}

function collapse(text: string, before: string): string {
  const single = text.replace(/[\t\r\n\f ]+/g, ' ');
  return before === '' || /[ \n]$/.test(before) ? single.replace(/^ /, '') : single;
}

function endParagraph(found: Found): void {
  if (found.text.trim() !== '') found.blocks.push({ kind: 'paragraph', text: found.text.replace(/ +\n/g, '\n') });
  found.text = '';
}
