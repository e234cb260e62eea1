// DOCX (ECMA-376, WordprocessingML): the main part with its notes. Headers and footers lie in other parts and are no text
// of the document.
import { documentBlocks, readNotes } from './docx/document-blocks.ts';
import { flowText } from './flow-text.ts';
import { openPackage, readXml } from './package/open-package.ts';
import { findAll } from './package/parse-xml.ts';
import { readProperties } from './package/read-properties.ts';
import { Refusal, readBinary } from './read-binary.ts';
import type { Reader } from './reader.ts';

export const docxReader: Reader = {
  name: 'docx',
  extensions: ['.docx', '.docm'],
  isBinary: true,
  read: (bytes) =>
    readBinary(bytes, 'DOCX', async function* (whole) {
      const opened = await openPackage(whole, 'DOCX');
      const links = await readXml(opened, '_rels/.rels');
      const main = (links ? findAll(links, 'Relationship') : [])
        .filter(({ attributes }) => attributes.Type?.endsWith('/officeDocument'))
        .map(({ attributes }) => (attributes.Target ?? '').replace(/^\//, ''))[0];
      const path = main ?? 'word/document.xml';
      const document = await readXml(opened, path);
      if (!document || findAll(document, 'body').length === 0) {
        throw new Refusal('other-format', { format: 'DOCX', found: 'another zip' });
      }
      const folder = path.slice(0, path.lastIndexOf('/') + 1);
      const notes = new Map([
        ...readNotes('footnote', await readXml(opened, `${folder}footnotes.xml`)),
        ...readNotes('endnote', await readXml(opened, `${folder}endnotes.xml`)),
      ]);
      const [core, custom] = [await readXml(opened, 'docProps/core.xml'), await readXml(opened, 'docProps/custom.xml')];
      yield { kind: 'text', text: flowText(documentBlocks(document, notes)), ...readProperties(core, custom) };
    }),
};
