// EPUB 2 and 3: the XHTML files of the spine, in its order, as one text. Files outside the reading order are left out;
// encrypted ones (of other things than fonts) are refused.
import { documentBlocks } from './epub/document-blocks.ts';
import { flowText } from './flow-text.ts';
import { openPackage, type Package, readXml } from './package/open-package.ts';
import { findAll, parseHtml, type XmlElement } from './package/parse-xml.ts';
import { readProperties } from './package/read-properties.ts';
import { Refusal, readBinary } from './read-binary.ts';
import type { Reader } from './reader.ts';

export const epubReader: Reader = {
  name: 'epub',
  extensions: ['.epub'],
  isBinary: true,
  read: (bytes) =>
    readBinary(bytes, 'EPUB', async function* (whole) {
      const opened = await openPackage(whole, 'EPUB');
      const container = await readXml(opened, 'META-INF/container.xml');
      const path = container && findAll(container, 'rootfile')[0]?.attributes['full-path'];
      const book = path && (await readXml(opened, path));
      if (!book) throw new Refusal('other-format', { format: 'EPUB', found: 'another zip' });
      const chapters = listChapters(book, path);
      await refuseEncrypted(opened, chapters);
      const texts: string[] = [];
      for (const name of chapters) {
        const chapter = await opened.read(name);
        if (!chapter) throw new Refusal('damaged-file', { format: 'EPUB', reason: name });
        texts.push(flowText(documentBlocks(parseHtml(chapter))));
      }
      yield { kind: 'text', text: texts.filter((text) => text !== '').join('\n\n'), ...readProperties(book) };
    }),
};

/** Addresses in the package file are relative to it. */
function listChapters(book: XmlElement, path: string): string[] {
  const items = new Map(findAll(book, 'item').map(({ attributes }) => [attributes.id, attributes]));
  return findAll(book, 'itemref')
    .filter(({ attributes }) => attributes.linear !== 'no')
    .map(({ attributes }) => items.get(attributes.idref))
    .filter((item) => item?.['media-type'] === 'application/xhtml+xml' && !item.properties?.split(' ').includes('nav'))
    .map((item) => decodeURIComponent(new URL(item?.href ?? '', `file:///${path}`).pathname).slice(1));
}

async function refuseEncrypted(opened: Package, chapters: readonly string[]): Promise<void> {
  const encryption = await readXml(opened, 'META-INF/encryption.xml');
  const encrypted = encryption ? findAll(encryption, 'CipherReference').map(({ attributes }) => attributes.URI) : [];
  if (chapters.some((chapter) => encrypted.includes(chapter))) throw new Refusal('encrypted', { format: 'EPUB' });
}
