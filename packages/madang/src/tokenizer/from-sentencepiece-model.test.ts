import { create, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { openTokenizer } from './encode.ts';
import { tokenizerJsonFromSentencepiece } from './from-sentencepiece-model.ts';
import { ModelProtoSchema, TrainerSpec_ModelType as ModelType } from './generated/sentencepiece_model_pb.js';
import { openPieceTokenizer } from './open-piece-tokenizer.ts';
import { bytePiece, pieceType } from './sentencepiece.ts';

const bytes = Array.from({ length: 256 }, (_, byte) => ({ piece: bytePiece(byte), score: 0, type: pieceType.byte }));
const normal = ['▁h', 'ell', 'el', 'hell', 'o', '▁', 'h', 'e', 'l', '한'];
const pieces = [
  { piece: '<unk>', score: 0, type: pieceType.unknown },
  { piece: '<s>', score: 0, type: pieceType.control },
  ...bytes,
  ...normal.map((piece, place) => ({ piece, score: -place, type: pieceType.normal })),
];

const settings = {
  pieces,
  trainerSpec: { modelType: ModelType.BPE, byteFallback: true, bosId: 1 },
  normalizerSpec: { name: 'identity', addDummyPrefix: true, removeExtraWhitespaces: false },
};
const file = toBinary(ModelProtoSchema, create(ModelProtoSchema, settings));

test('merges by score, puts a space before the text, and falls back to bytes', async () => {
  const tokenizer = await openTokenizer(tokenizerJsonFromSentencepiece('x', file));
  const tokens = async (text: string) => (await tokenizer.encode(text)).map((id) => tokenizer.tokenOf(id));
  expect(await tokens('hello')).toEqual(['▁h', 'ell', 'o']);
  expect(await tokens('한글')).toEqual(['▁', '한', '<0xEA>', '<0xB8>', '<0x80>']);
  expect(await tokenizer.decode(await tokenizer.encode('hello 한글'))).toBe('hello 한글');
  expect(await tokenizer.encode('<s>')).toEqual([1]);
});

test('a control token in a piece of text is text', async () => {
  const { encodeAll, idOf } = await openPieceTokenizer(tokenizerJsonFromSentencepiece('x', file));
  const [ids = []] = await encodeAll([' <s>h']);
  expect(ids).not.toContain(1);
  expect([ids[0], ids.at(-1)]).toEqual([idOf('Ġ'), idOf('h')]);
});

test.each([
  ['another model', { trainerSpec: { modelType: ModelType.UNIGRAM, byteFallback: true } }],
  ['no byte fallback', { trainerSpec: { modelType: ModelType.BPE } }],
  ['a normalization', { normalizerSpec: { precompiledCharsmap: Uint8Array.of(1), removeExtraWhitespaces: false } }],
  ['removed spaces', { normalizerSpec: { removeExtraWhitespaces: true } }],
])('refuses %s', (_name, changed) => {
  const model = toBinary(ModelProtoSchema, create(ModelProtoSchema, { ...settings, ...changed }));
  expect(() => tokenizerJsonFromSentencepiece('x', model)).toThrow(
    expect.objectContaining({ code: 'model/unknown-tokenizer' }),
  );
});

const bytePlace = 2 + 0x41;

test.each([
  ['that is no byte', { piece: '<0xZZ>' }],
  ['that is more than a byte', { piece: '<0x1FF>' }],
  ['in other letters', { piece: '<0xaa>' }],
  ['twice', { piece: '<0x42>' }],
  ['as a normal piece, so that a byte is missing', { type: pieceType.normal }],
  ['without a score', { score: Number.NaN }],
])('refuses a byte piece %s', (_name, changed) => {
  const odd = pieces.map((other, place) => (place === bytePlace ? { ...other, ...changed } : other));
  const model = toBinary(ModelProtoSchema, create(ModelProtoSchema, { ...settings, pieces: odd }));
  expect(() => tokenizerJsonFromSentencepiece('x', model)).toThrow(
    expect.objectContaining({ code: 'model/broken-vocabulary' }),
  );
});

test.each([
  ['no protobuf', Buffer.from('not a model')],
  ['nothing', new Uint8Array()],
  ['a file that ends early', file.subarray(0, 1000)],
  [
    'a piece twice',
    toBinary(ModelProtoSchema, create(ModelProtoSchema, { ...settings, pieces: [...pieces, ...pieces.slice(-1)] })),
  ],
])('refuses %s', (_name, model) => {
  expect(() => tokenizerJsonFromSentencepiece('x', model)).toThrow();
});
