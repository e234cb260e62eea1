// The texts that the tokenizer's operations read: training text to learn merges from, in the order of document hashes
// and at most so much of it, held-out text to measure on, and source-language text that must be cut as before.
import { join } from 'node:path';
import type { Document } from '../intake/contract.ts';
import { readDocuments } from '../intake/read-documents.ts';
import { compareUtf8 } from '../kernel/hash.ts';
import type { Artifact } from '../kernel/store.ts';
import { tokenizerError } from './errors.ts';

/** Enough to learn 16,000 merges from, in some ten seconds; larger corpora are sampled by document hash. */
export const largestTrainBytes = 10_000_000;
const largestSourceBytes = 1_000_000;

export interface SampledTexts {
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
  /** Of the language that must be cut as before. */
  readonly source: readonly string[];
}

export async function sampleTexts(corpus: Artifact, sourceTexts: readonly string[]): Promise<SampledTexts> {
  const documents = await readDocuments(join(corpus.folder, 'train.jsonl.gz'));
  const heldOut = await readDocuments(join(corpus.folder, 'held-out.jsonl.gz'));
  if (heldOut.length === 0) throw tokenizerError('input', 'no-held-out', { corpus: corpus.folder });
  return {
    train: firstBytes(byHash(documents), largestTrainBytes),
    heldOut: heldOut.map(({ text }) => text),
    source: sampleSource(sourceTexts),
  };
}

export function sampleSource(sourceTexts: readonly string[]): string[] {
  return firstBytes(sourceTexts, largestSourceBytes);
}

function byHash(documents: readonly Document[]): string[] {
  return documents.toSorted((a, b) => compareUtf8(a.id, b.id)).map(({ text }) => text);
}

export function firstBytes(texts: readonly string[], largest: number): string[] {
  let bytes = 0;
  const fitting = texts.filter((text) => {
    const size = Buffer.byteLength(text, 'utf8');
    if (bytes + size > largest) return false;
    bytes += size;
    return true;
  });
  // of long texts alone, the beginning of the first: a character has four bytes at most
  const [first] = texts;
  return fitting.length > 0 || first === undefined ? fitting : [first.slice(0, Math.floor(largest / 4))];
}
