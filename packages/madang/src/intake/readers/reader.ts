// What a reader is: it takes a file's bytes (already unpacked; known not to be binary, unless its format is) and gives
// texts, one for a whole file or one for each row. What it cannot read it gives as a failure with a code of
// `messages.en.ts`, and goes on.
import type { en } from '../messages.en.ts';

export type FailureCode = keyof typeof en.failures;

/** Where in the file a text or a failure is, exactly enough to read it again. */
export interface Place {
  /** A file in a container, a sheet in a workbook. */
  readonly member?: string;
  readonly page?: number;
  readonly record?: number;
  readonly row?: number;
  readonly byteStart?: number;
  readonly byteEnd?: number;
}

export interface FoundText {
  readonly kind: 'text';
  readonly text: string;
  /** From 1; absent where the file is one text. */
  readonly row?: number;
  readonly title?: string;
  readonly author?: string;
  /** As the file says it; ISO 8601 where the format has a rule. */
  readonly date?: string;
  readonly place?: Place;
  readonly language?: string;
  readonly licence?: string;
  readonly link?: string;
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
  /** Its bytes are no text: they are given to it without the checks for NUL bytes and encodings. */
  readonly isBinary?: true;
  read(bytes: AsyncIterable<Uint8Array>, path: string): AsyncIterable<Reading>;
}
