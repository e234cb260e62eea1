// The honest line beside the held-out curve: a plain n-gram model of the text read so far, on the same sample.
import { join } from 'node:path';
import { trainNgram } from '../evaluate/n-gram-baseline.ts';
import { readDocuments } from '../intake/read-documents.ts';
import type { Effects } from '../kernel/effects.ts';
import { compareUtf8 } from '../kernel/hash.ts';
import type { Artifact } from '../kernel/store.ts';
import { trainingFactsSchema } from '../train/contract.ts';
import { watchedTexts } from '../train/held-out-watch.ts';

const places = [0.25, 0.5, 0.75, 1];

export async function emitNgramLine(corpus: Artifact, adapter: Artifact, effects: Effects): Promise<void> {
  const { steps, epochs } = trainingFactsSchema.parse(adapter.record.facts.training);
  const measured = watchedTexts(await readDocuments(join(corpus.folder, 'held-out.jsonl.gz')));
  const documents = await readDocuments(join(corpus.folder, 'train.jsonl.gz'));
  const texts = documents.sort((a, b) => compareUtf8(a.id, b.id)).map(({ text }) => text);
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  for (const place of places) {
    const read = firstBytes(texts, Math.min(1, epochs * place) * bytes);
    const value = trainNgram(read).bitsPerByte(measured);
    const at = Math.round(place * steps);
    effects.emit({ type: 'metric', name: 'n-gram-bits-per-byte', value, unit: 'bits per byte', at, axis: 'step' });
  }
}

function firstBytes(texts: readonly string[], bytes: number): string[] {
  const taken: string[] = [];
  let sum = 0;
  for (const text of texts) {
    if (sum >= bytes) break;
    taken.push(text);
    sum += Buffer.byteLength(text);
  }
  return taken;
}
