// The family of readers, chosen by the file's ending, or by its first bytes where the ending is no one's.
import { csvReader } from './csv.ts';
import { docxReader } from './docx.ts';
import { epubReader } from './epub.ts';
import { htmlReader } from './html.ts';
import { hwpReader } from './hwp.ts';
import { hwpxReader } from './hwpx.ts';
import { jsonlReader } from './jsonl.ts';
import { markdownReader } from './markdown.ts';
import { mediawikiReader } from './mediawiki.ts';
import { odtReader } from './odt.ts';
import { parquetReader } from './parquet.ts';
import { pdfReader } from './pdf.ts';
import { poReader } from './po.ts';
import type { Reader } from './reader.ts';
import { textReader } from './text.ts';
import { warcReader } from './warc.ts';
import { xlsxReader } from './xlsx.ts';

export const readers: readonly Reader[] = [
  textReader,
  markdownReader,
  jsonlReader,
  csvReader,
  htmlReader,
  warcReader,
  mediawikiReader,
  poReader,
  hwpxReader,
  hwpReader,
  docxReader,
  odtReader,
  epubReader,
  xlsxReader,
  parquetReader,
  pdfReader,
];

/** `path` as it is unpacked: `a.jsonl.gz` is no reader's, `a.jsonl` is. */
export function readerFor(path: string): Reader | undefined {
  const name = path.toLowerCase();
  return readers.find((reader) => reader.extensions.some((extension) => name.endsWith(extension)));
}

export function readerBySignature(start: Uint8Array): Reader | undefined {
  const text = Buffer.from(start.buffer, start.byteOffset, start.length).toString('latin1');
  return readers.find((reader) => reader.signature?.test(text));
}

/** The last ending, with `.gz` and what is before it: `.pdf`, `.warc.gz`; empty where the name has none. */
export function endingOf(path: string): string {
  return /[^/](\.[^./]+(?:\.gz)?)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
}
