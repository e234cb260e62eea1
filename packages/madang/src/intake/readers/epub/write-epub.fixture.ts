// A small EPUB for tests: files of the spine by name, and what the package says.
import { writeZip, type ZipPart } from '../package/write-zip.fixture.ts';

export function writeEpub(
  chapters: Readonly<Record<string, string>>,
  metadata = '',
  more: readonly ZipPart[] = [],
): Uint8Array {
  const names = Object.keys(chapters);
  const items = names.map(
    (name, id) => `<item id="i${id}" href="${encodeURI(name)}" media-type="application/xhtml+xml"/>`,
  );
  const spine = names.map((_, id) => `<itemref idref="i${id}"/>`);
  return writeZip([
    { name: 'mimetype', content: 'application/epub+zip', isStored: true },
    { name: 'META-INF/container.xml', content: '<container><rootfile full-path="OEBPS/book.opf"/></container>' },
    {
      name: 'OEBPS/book.opf',
      content: `<package><metadata>${metadata}</metadata><manifest>${items.join('')}</manifest><spine>${spine.join('')}</spine></package>`,
    },
    ...names.map((name) => ({ name: `OEBPS/${name}`, content: chapters[name] ?? '' })),
    ...more,
  ]);
}
