// What a reader is: it takes a file's bytes (already unpacked, known not to be binary unless it says that it reads such)
// and gives texts, one for a whole file or one for each row, each with the place from which `read-place.ts` finds it
// again. What it cannot read it gives as a failure with a code of `messages.en.ts`, and goes on.
import type { en } from '../messages.en.ts';

export type FailureCode = keyof typeof en.failures;

/** Where in a file a text lies. Numbers of pages, records and rows count from 1, bytes from 0 in the unpacked file. */
export interface Place {
  /** Path inside an archive, `!/` before a path in an archive of the archive; a sheet of a workbook. */
  readonly member?: string;
  readonly page?: number;
  readonly record?: number;
  readonly row?: number;
  readonly byteStart?: number;
  /** The first byte after it. */
  readonly byteEnd?: number;
}

export interface FoundText {
  readonly kind: 'text';
  readonly text: string;
  /** From 1; absent where the file is one text. */
  readonly row?: number;
  readonly title?: string;
  readonly language?: string;
  readonly licence?: string;
  readonly link?: string;
  /** As the file says it; ISO 8601 where the format has a rule. */
  readonly date?: string;
  readonly author?: string;
  readonly place?: Place;
  /** A name of `encodings/encoding.ts`, or several joined by "+" where lines differ; absent for formats that fix it. */
  readonly encoding?: string;
}

export interface FoundFailure {
  readonly kind: 'failure';
  readonly code: FailureCode;
  readonly values: Readonly<Record<string, string | number>>;
  readonly row?: number;
  readonly place?: Place;
}

/** No column is called "text", and this one was taken. */
export interface FoundColumn {
  readonly kind: 'column';
  readonly column: string;
}

export type Reading = FoundText | FoundFailure | FoundColumn;

export interface Reader {
  readonly name: string;
  /** Lower-case file name endings, with the dot. */
  readonly extensions: readonly string[];
  /** What its files begin with, for files whose ending is no one's; the first bytes are given as Latin-1. */
  readonly signature?: RegExp;
  /** Its files may hold NUL bytes: they are given to it unchecked. */
  readonly isBinary?: true;
  read(bytes: AsyncIterable<Uint8Array>, path: string): AsyncIterable<Reading>;
}
