// Exact duplicates after folding. Of equal texts the one whose parent has the smallest hash stays (of one parent, the
// first): since held-out is the low end of the parents' hashes, a text that was held out once stays held out, whatever
// copies are added.
import type { Document } from '../intake/contract.ts';
import { hashText } from '../kernel/hash.ts';
import { foldText } from './fold-text.ts';

/** For each document that is a duplicate, the one that stays. */
export function findDuplicates(documents: readonly Document[]): Map<Document, Document> {
  const stays = new Map<string, Document>();
  const keys = documents.map(({ text }) => hashText(foldText(text)));
  for (const [index, document] of documents.entries()) {
    const key = keys[index] ?? '';
    const other = stays.get(key);
    if (!other || document.parent < other.parent) stays.set(key, document);
  }
  const twins = new Map<Document, Document>();
  for (const [index, document] of documents.entries()) {
    const twin = stays.get(keys[index] ?? '');
    if (twin && twin !== document) twins.set(document, twin);
  }
  return twins;
}
