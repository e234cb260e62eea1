// From one text, cleaned (`clean-text.ts`), to the documents that intake leaves: cut, hashed, with what is known of its
// rights. What a record says of itself goes before what its source says.
import { hashText } from '../kernel/hash.ts';
import { type Document, documentIdSchema, type Source } from './contract.ts';
import { cutPassages } from './cut-passages.ts';
import type { FoundText } from './readers/reader.ts';
import { normalizeLicence } from './rights.ts';

export function makeDocuments(found: FoundText, source: Source, sourceIndex: number, path: string): Document[] {
  const { text } = found;
  const parent = idOf(text);
  const language = found.language ?? source.language;
  const about = {
    parent,
    source: sourceIndex,
    path,
    ...(found.row === undefined ? {} : { row: found.row }),
    ...(found.title === undefined ? {} : { title: found.title }),
    ...(language === undefined ? {} : { language }),
    licence: normalizeLicence(found.licence ?? source.licence),
    ...(found.link === undefined ? {} : { link: found.link }),
    ...(found.date === undefined ? {} : { date: found.date }),
    ...(found.author === undefined ? {} : { author: found.author }),
    ...(found.place === undefined ? {} : { place: found.place }),
  };
  const passages = cutPassages(text);
  return passages.map((passage, part) => ({
    id: passages.length === 1 ? parent : idOf(passage),
    text: passage,
    part,
    ...about,
  }));
}

function idOf(text: string): Document['id'] {
  return documentIdSchema.parse(hashText(text));
}
