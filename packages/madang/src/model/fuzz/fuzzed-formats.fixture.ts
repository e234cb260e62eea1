// The kinds of files that are fuzzed: how a valid one is made, how it is changed, and how Madang reads it, in full: header,
// every tensor, the model around them. A new kind of file that is not trusted is added here.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTokenizer } from '../../tokenizer/encode.ts';
import { tokenizerJsonFromSentencepiece } from '../../tokenizer/from-sentencepiece-model.ts';
import { ggufFromTokenizerJson } from '../../tokenizer/to-gguf.ts';
import { exportGguf } from '../export-gguf.ts';
import { blockTypes } from '../formats/blocks/index.ts';
import { openGguf } from '../formats/gguf-read.ts';
import { type GgufMetadata, ggufTensorTypes } from '../formats/gguf-types.ts';
import { writeGguf } from '../formats/gguf-write.ts';
import { openSafetensors } from '../formats/safetensors-read.ts';
import { writeSafetensors } from '../formats/safetensors-write.ts';
import { openGgufModel } from '../open-gguf-model.ts';
import { tinyConfig, tinyModel } from '../tiny-model.fixture.ts';
import { layoutOfGguf } from './gguf-layout.fixture.ts';
import { changeBlindly, mutateBytes, pick, type RandomBelow } from './mutate-bytes.fixture.ts';
import { mutateJson } from './mutate-json.fixture.ts';
import { mutateSentencepiece, tinySentencepiece } from './mutate-sentencepiece.fixture.ts';

export interface FuzzedFormat {
  readonly name: string;
  readonly extension: string;
  /** Valid files. */
  seeds(): Promise<readonly Buffer[]>;
  mutate(valid: Buffer, below: RandomBelow): Buffer;
  /** Throws what the reader throws. */
  read(path: string): Promise<void>;
}

const gguf: FuzzedFormat = {
  name: 'GGUF',
  extension: '.gguf',
  seeds: async () => [
    await bytesOf('seed.gguf', (path) => exportGguf(path, { ...tinyModel(), type: 'Q8_0' })),
    await bytesOf('seed.gguf', (path) => writeGguf(path, everyValue, everyTensor)),
  ],
  mutate: (valid, below) => mutateBytes(valid, layoutOfGguf(valid), below),
  read: async (path) => {
    using file = openGguf(path);
    for (const name of file.tensors.keys()) file.read(name);
    using model = await openGgufModel(path);
    for (const name of model.weights.names) model.weights.read(name);
  },
};

const safetensors: FuzzedFormat = {
  name: 'safetensors',
  extension: '.safetensors',
  seeds: async () => [
    await bytesOf('seed.safetensors', (path) => writeSafetensors(path, safetensorsTensors, { format: 'pt', a: '가' })),
  ],
  mutate: (valid, below) => {
    if (below(6) === 0) return changeBlindly(valid, below);
    const headerEnd = 8 + Number(valid.readBigUInt64LE(0));
    const header = Buffer.from(mutateJson(valid.toString('utf8', 8, headerEnd), below));
    const length = Buffer.alloc(8);
    const lie = pick([header.length + 1, header.length - 1, 0, 100_000_001, 2 ** 53 - 1, valid.length], below);
    length.writeBigUInt64LE(BigInt(below(10) === 0 ? Math.max(0, lie) : header.length));
    return Buffer.concat([length, header, valid.subarray(headerEnd)]);
  },
  read: async (path) => {
    using file = openSafetensors(path);
    for (const name of file.tensors.keys()) file.read(name);
  },
};

const tokenizerJson: FuzzedFormat = {
  name: 'tokenizer.json',
  extension: '.json',
  seeds: async () => [Buffer.from(tinyModel().tokenizerJson)],
  mutate: (valid, below) => Buffer.from(mutateJson(valid.toString(), below)),
  read: (path) => useTokenizer(path, readFileSync(path, 'utf8'), tinyConfig.vocabularySize),
};

const tokenizerModel: FuzzedFormat = {
  name: 'tokenizer.model',
  extension: '.model',
  seeds: async () => [tinySentencepiece()],
  mutate: mutateSentencepiece,
  read: (path) => useTokenizer(path, tokenizerJsonFromSentencepiece(path, readFileSync(path)), 300),
};

async function useTokenizer(path: string, json: string, vocabularySize: number): Promise<void> {
  const tokenizer = await openTokenizer(json);
  await tokenizer.decode(await tokenizer.encode('hello 한국어 <|im_end|> 12345'));
  ggufFromTokenizerJson(path, json, { ...tinyConfig, vocabularySize }, undefined);
}

export const fuzzedFormats: readonly FuzzedFormat[] = [gguf, safetensors, tokenizerJson, tokenizerModel];

const everyValue: GgufMetadata = new Map([
  ['general.architecture', { type: 'string', value: 'llama' }],
  ['general.alignment', { type: 'uint32', value: 64 }],
  ['a.uint8', { type: 'uint8', value: 200 }],
  ['a.int64', { type: 'int64', value: -5n }],
  ['a.bool', { type: 'bool', value: true }],
  ['a.bools', { type: 'array', of: 'bool', value: [true, false, true] }],
  ['a.strings', { type: 'array', of: 'string', value: ['a', '한글', ''] }],
  ['a.floats', { type: 'array', of: 'float64', value: [1, Number.NaN] }],
]);

const everyTensor = ggufTensorTypes.map((type) => {
  const { blockValues, blockBytes } = blockTypes[type];
  const bytes = Uint8Array.from({ length: 4 * blockBytes }, (_, index) => (index * 37) % 251);
  return { name: type, shape: [2, 2 * blockValues], type, readStored: () => bytes };
});

const safetensorsTensors = (['F32', 'F16', 'BF16', 'F8_E4M3', 'F8_E5M2'] as const).map((type) => {
  const bytes = new Uint8Array(12 * blockTypes[type].blockBytes).fill(60);
  return { name: `model.${type}`, shape: [3, 4], type, readStored: () => bytes };
});

async function bytesOf(name: string, write: (path: string) => Promise<unknown>): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'madang-seed-'));
  try {
    await write(join(folder, name));
    return readFileSync(join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
}
