// HWPX (OWPML, KS X 6101): a zip of XML sections. Paragraphs, tables, notes, text boxes, captions, equations as their
// script, ruby text and fields are read; deletions under change tracking are left out; headers, footers, hidden comments
// and memos are no text of the document.

import { flowText } from './flow-text.ts';
import { sectionBlocks } from './hwpx/section-blocks.ts';
import { openPackage, type Package, readXml } from './package/open-package.ts';
import { findAll, type XmlElement } from './package/parse-xml.ts';
import { readProperties } from './package/read-properties.ts';
import { Refusal, readBinary } from './read-binary.ts';
import type { Reader } from './reader.ts';

export const hwpxReader: Reader = {
  name: 'hwpx',
  extensions: ['.hwpx'],
  isBinary: true,
  read: (bytes) =>
    readBinary(bytes, 'HWPX', async function* (whole) {
      const opened = await openPackage(whole, 'HWPX');
      await refuseEncrypted(opened);
      const content = await readXml(opened, 'Contents/content.hpf');
      const sections = listSections(opened.names, content);
      if (sections.length === 0) throw new Refusal('other-format', { format: 'HWPX', found: 'zip' });
      const texts: string[] = [];
      for (const name of sections) {
        const section = await readXml(opened, name);
        if (section) texts.push(flowText(sectionBlocks(section)));
      }
      yield {
        kind: 'text',
        text: texts.filter((text) => text !== '').join('\n\n'),
        ...readProperties(content),
      };
    }),
};

async function refuseEncrypted(opened: Package): Promise<void> {
  const manifest = await readXml(opened, 'META-INF/manifest.xml');
  if (manifest && findAll(manifest, 'encryption-data').length > 0) throw new Refusal('encrypted', { format: 'HWPX' });
}

/** In the order of the spine; by number where there is none. */
function listSections(names: readonly string[], content: XmlElement | undefined): string[] {
  const isSection = (name: string) => /(^|\/)section\d+\.xml$/i.test(name);
  const hrefs = new Map(content ? findAll(content, 'item').map(({ attributes: { id, href } }) => [id, href]) : []);
  const spine = (content ? findAll(content, 'itemref') : [])
    .map(({ attributes }) => hrefs.get(attributes.idref) ?? '')
    .map((href) => (names.includes(href) ? href : `Contents/${href}`))
    .filter((name) => isSection(name) && names.includes(name));
  if (spine.length > 0) return [...new Set(spine)];
  const numberOf = (name: string) => Number(/(\d+)\.xml$/i.exec(name)?.[1]);
  return names.filter(isSection).sort((a, b) => numberOf(a) - numberOf(b));
}
