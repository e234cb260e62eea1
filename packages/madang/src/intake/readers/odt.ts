// ODT (OASIS OpenDocument 1.3): `content.xml` with notes and text boxes; deletions under change tracking lie apart in
// `tracked-changes` and are left out, as are comments.
import { type Block, flowText } from './flow-text.ts';
import { openPackage, readXml } from './package/open-package.ts';
import { elementsOf, findAll, findOutermost, type XmlElement } from './package/parse-xml.ts';
import { readProperties } from './package/read-properties.ts';
import { Refusal, readBinary } from './read-binary.ts';
import type { Reader } from './reader.ts';

/** A cell that is said to be repeated a million times is the empty rest of a row. */
const mostRepeatedSpaces = 100;
const unread = new Set([
  'tracked-changes',
  'annotation',
  'table-of-content-source',
  'sequence-decls',
  'variable-decls',
  'forms',
  'note-citation',
  'title',
  'desc',
  'bibliography-source',
  'alphabetical-index-source',
]);

interface Found {
  text: string;
  readonly after: Block[];
}

export const odtReader: Reader = {
  name: 'odt',
  extensions: ['.odt'],
  isBinary: true,
  read: (bytes) =>
    readBinary(bytes, 'ODT', async function* (whole) {
      const opened = await openPackage(whole, 'ODT');
      const manifest = await readXml(opened, 'META-INF/manifest.xml');
      if (manifest && findAll(manifest, 'encryption-data').length > 0)
        throw new Refusal('encrypted', { format: 'ODT' });
      const content = await readXml(opened, 'content.xml');
      const bodies = content
        ? findAll(content, 'body')
            .flatMap(elementsOf)
            .filter(({ name }) => name === 'text')
        : [];
      if (bodies.length === 0) throw new Refusal('other-format', { format: 'ODT', found: 'another zip' });
      const text = flowText(bodies.flatMap(blocksOf));
      yield { kind: 'text', text, ...readProperties(await readXml(opened, 'meta.xml')) };
    }),
};

function blocksOf(container: XmlElement): Block[] {
  return elementsOf(container).flatMap((child): Block[] => {
    if (unread.has(child.name)) return [];
    if (child.name === 'p' || child.name === 'h') {
      const found: Found = { text: '', after: [] };
      readInline(child, found);
      return [{ kind: 'paragraph', text: found.text.trimStart() }, ...found.after];
    }
    if (child.name !== 'table') return blocksOf(child);
    const rows = findOutermost(child, 'table-row').map((row) => findOutermost(row, 'table-cell').map(blocksOf));
    return [{ kind: 'table', rows }];
  });
}

/** White space in the file counts as one space (part 3, 6.1.2); `s` elements are the others. */
function readInline(element: XmlElement, found: Found): void {
  for (const child of element.children) {
    if (typeof child === 'string') {
      const text = child.replace(/[\t\r\n ]+/g, ' ');
      found.text += /(^|[ \n\t])$/.test(found.text) ? text.replace(/^ /, '') : text;
      continue;
    }
    const { name, attributes } = child;
    if (unread.has(name)) continue;
    if (name === 's') found.text += ' '.repeat(Math.min(Number(attributes.c ?? 1) || 1, mostRepeatedSpaces));
    else if (name === 'tab') found.text += '\t';
    else if (name === 'line-break') found.text += '\n';
    else if (name === 'note-body' || name === 'text-box') found.after.push(...blocksOf(child));
    else if (name === 'ruby-text') found.text += `(${readText(child)})`;
    else readInline(child, found);
  }
}

function readText(element: XmlElement): string {
  const found: Found = { text: '', after: [] };
  readInline(element, found);
  return found.text;
}
