// Reads again the text that a document came from: the file is read as before, up to the text at the same row and place.
import type { Document } from './contract.ts';
import { readFile } from './read-file.ts';
import type { FoundText } from './readers/reader.ts';

/** `absolute`: where the document's `path` lies now. Absent: the file no longer holds a text there. */
export async function readPlace(
  { path, row, place }: Pick<Document, 'path' | 'row' | 'place'>,
  absolute: string,
): Promise<FoundText | undefined> {
  for await (const reading of readFile({ path, absolute })) {
    if (reading.kind === 'text' && reading.row === row && isAt(reading.place ?? {}, place ?? {})) return reading;
  }
  return undefined;
}

/** Only what is wanted counts: a row is enough where rows have byte ranges too. */
function isAt(found: NonNullable<Document['place']>, wanted: NonNullable<Document['place']>): boolean {
  const names = ['member', 'page', 'record', 'row', 'byteStart', 'byteEnd'] as const;
  return names.every((name) => wanted[name] === undefined || found[name] === wanted[name]);
}
