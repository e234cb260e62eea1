// HWP 5.0 (한글문서파일형식 5.0, revision 1.3): an OLE compound file whose sections are deflated records. Encrypted and
// distribution-protected files are named and not opened, as their author wished; HWP 3 and older are named. A document
// that tracks changes keeps its text in `ViewText`, any other in `BodyText`.
import { inflateRawSync } from 'node:zlib';
import { findLicence } from '../find-licence.ts';
import { flowText } from './flow-text.ts';
import { type CompoundFile, openCompoundFile } from './hwp/compound-file.ts';
import { readRecords } from './hwp/records.ts';
import { sectionBlocks } from './hwp/section-blocks.ts';
import { markedLicence, readSummary } from './hwp/summary.ts';
import { nameFormat } from './name-format.ts';
import { Refusal, readBinary } from './read-binary.ts';
import type { FoundText, Reader } from './reader.ts';

/** Sections are inflated one by one; the largest seen is 6 MB. */
const maximumSectionBytes = 64 * 2 ** 20;
const signature = 'HWP Document File';
const flag = {
  compressed: 1,
  password: 1 << 1,
  distribution: 1 << 2,
  rightsManaged: 1 << 4,
  certificate: 1 << 8,
  tracksChanges: 1 << 14,
};

export const hwpReader: Reader = {
  name: 'hwp',
  extensions: ['.hwp'],
  isBinary: true,
  read: (bytes) =>
    readBinary(bytes, 'HWP 5.0', async function* (whole) {
      const found = nameFormat(whole);
      if (found.startsWith('HWP ')) throw new Refusal('old-hwp', { found });
      if (found !== 'OLE') throw new Refusal('other-format', { format: 'HWP 5.0', found });
      const file = openCompoundFile(whole);
      const flags = readFlags(file);
      const texts = listSections(file, flags).map((name) => readSection(file, name, flags));
      const text = texts.filter((section) => section !== '').join('\n\n');
      yield { kind: 'text', text, ...markedLicence(flags), ...metadataOf(file) };
    }),
};

function readFlags(file: CompoundFile): number {
  const header = file.read('FileHeader');
  const view = header && new DataView(header.buffer, header.byteOffset, header.length);
  if (!view || view.byteLength < 40 || !Buffer.from(header).toString('latin1').startsWith(signature)) {
    throw new Refusal('other-format', { format: 'HWP 5.0', found: 'another OLE file' });
  }
  const flags = view.getUint32(36, true);
  if (flags & (flag.password | flag.certificate | flag.rightsManaged))
    throw new Refusal('encrypted', { format: 'HWP 5.0' });
  if (flags & flag.distribution) throw new Refusal('distribution-document');
  return flags;
}

function listSections({ names }: CompoundFile, flags: number): string[] {
  const inFolder = (folder: string) => names.filter((name) => new RegExp(`^${folder}/Section\\d+$`).test(name));
  const view = flags & flag.tracksChanges ? inFolder('ViewText') : [];
  const sections = view.length > 0 ? view : inFolder('BodyText');
  if (sections.length === 0) throw new Refusal('damaged-file', { format: 'HWP 5.0', reason: 'no section' });
  const numberOf = (name: string) => Number(/\d+$/.exec(name)?.[0]);
  return sections.sort((a, b) => numberOf(a) - numberOf(b));
}

function readSection(file: CompoundFile, name: string, flags: number): string {
  const stored = file.read(name) ?? new Uint8Array();
  return flowText(sectionBlocks(readRecords(flags & flag.compressed ? inflate(stored, name) : stored)));
}

function inflate(stored: Uint8Array, name: string): Uint8Array {
  try {
    return inflateRawSync(stored, { maxOutputLength: maximumSectionBytes });
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    if (isTooLarge) throw new Refusal('part-too-large', { limitBytes: maximumSectionBytes });
    throw new Refusal('damaged-file', { format: 'HWP 5.0', reason: name });
  }
}

function metadataOf(file: CompoundFile): Partial<FoundText> {
  const name = file.names.find((entry) => entry.endsWith('HwpSummaryInformation'));
  const said = readSummary((name && file.read(name)) || new Uint8Array());
  const licence = [said.subject, said.keywords, said.comments].map(findLicence).find((found) => found !== undefined);
  return {
    ...(said.title ? { title: said.title } : {}),
    ...(said.author ? { author: said.author } : {}),
    ...(said.created ? { date: said.created } : {}),
    ...(licence ? { licence } : {}),
  };
}
