// The small held-out samples that the curve in the report is drawn from: the first documents by hash order, the
// beginning of each, a few kilobytes a language, so that a look costs seconds.
import type { Document } from '../intake/contract.ts';
import { readDocuments } from '../intake/read-documents.ts';
import { compareUtf8 } from '../kernel/hash.ts';
import { asText, type Tokenizer } from '../tokenizer/encode.ts';

const sampleBytes = 4000;
const beginningCharacters = 160;

export interface WatchedSample {
  readonly passages: readonly (readonly number[])[];
  readonly bytes: number;
}

export function watchedTexts(documents: readonly Document[]): string[] {
  const texts: string[] = [];
  let bytes = 0;
  for (const document of documents.toSorted((a, b) => compareUtf8(a.id, b.id))) {
    if (bytes >= sampleBytes) break;
    const text = [...document.text].slice(0, beginningCharacters).join('');
    texts.push(text);
    bytes += Buffer.byteLength(text);
  }
  return texts;
}

export async function readWatchedSample(path: string, tokenizer: Tokenizer): Promise<WatchedSample> {
  const texts = watchedTexts(await readDocuments(path));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return { passages: await tokenizer.encodeAll(texts, asText), bytes };
}
