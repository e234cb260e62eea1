// The family of readers, chosen by the file's ending.
import { csvReader } from './csv.ts';
import { docxReader } from './docx.ts';
import { epubReader } from './epub.ts';
import { hwpReader } from './hwp.ts';
import { hwpxReader } from './hwpx.ts';
import { jsonlReader } from './jsonl.ts';
import { markdownReader } from './markdown.ts';
import { odtReader } from './odt.ts';
import { parquetReader } from './parquet.ts';
import { pdfReader } from './pdf.ts';
import type { Reader } from './reader.ts';
import { textReader } from './text.ts';
import { xlsxReader } from './xlsx.ts';

export const readers: readonly Reader[] = [
  textReader,
  markdownReader,
  jsonlReader,
  csvReader,
  hwpxReader,
  hwpReader,
  docxReader,
  odtReader,
  epubReader,
  xlsxReader,
  parquetReader,
  pdfReader,
];

/** `.gz` is looked through: `a.jsonl.gz` is read as `a.jsonl`. */
export function readerFor(path: string): Reader | undefined {
  const name = path.toLowerCase().replace(/\.gz$/, '');
  return readers.find((reader) => reader.extensions.some((extension) => name.endsWith(extension)));
}

/** The last ending, with `.gz` and what is before it: `.pdf`, `.warc.gz`; empty where the name has none. */
export function endingOf(path: string): string {
  return /[^/](\.[^./]+(?:\.gz)?)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
}
