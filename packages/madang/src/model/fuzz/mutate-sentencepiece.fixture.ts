// A small valid `tokenizer.model` and its changes: pieces get strange texts, scores and types, are dropped, doubled and
// moved, the settings beside them change, and now and then bytes of the protobuf are changed blindly.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type ModelProto,
  ModelProtoSchema,
  TrainerSpec_ModelType as ModelType,
} from '../../tokenizer/generated/sentencepiece_model_pb.js';
import { bytePiece, pieceType } from '../../tokenizer/sentencepiece.ts';
import { changeBlindly, pick, type RandomBelow } from './mutate-bytes.fixture.ts';

const words = ['▁h', 'ell', 'el', 'hell', 'o', '▁', 'h', 'e', 'l', '한', '한국', '국'];

export function tinySentencepiece(): Buffer {
  const bytes = Array.from({ length: 256 }, (_, byte) => ({ piece: bytePiece(byte), score: 0, type: pieceType.byte }));
  const pieces = [
    { piece: '<unk>', score: 0, type: pieceType.unknown },
    { piece: '<s>', score: 0, type: pieceType.control },
    ...bytes,
    ...words.map((piece, place) => ({ piece, score: -place, type: pieceType.normal })),
    { piece: '<|im_end|>', score: 0, type: pieceType.userDefined },
  ];
  const trainerSpec = { modelType: ModelType.BPE, byteFallback: true, bosId: 1 };
  const normalizerSpec = { name: 'identity', addDummyPrefix: true, removeExtraWhitespaces: false };
  return Buffer.from(toBinary(ModelProtoSchema, create(ModelProtoSchema, { pieces, trainerSpec, normalizerSpec })));
}

const texts = [
  '',
  ' ',
  '<0xZZ>',
  '<0x1FF>',
  '<0xaa>',
  '<0x41>',
  '<unk>',
  '<s>',
  'h',
  '▁▁',
  '\0',
  '__proto__',
  '\u{1F30F}',
];
const scores = [0, -1, 1e38, -1e38, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const types = [0, 1, 2, 3, 4, 5, 6, 7, 99];

export function mutateSentencepiece(valid: Buffer, below: RandomBelow): Buffer {
  if (below(3) === 0) return changeBlindly(valid, below);
  const model = fromBinary(ModelProtoSchema, valid);
  const changes = 1 + below(2);
  for (let change = 0; change < changes; change += 1) {
    if (below(5) === 0) changeSettings(model, below);
    else changePieces(model, below);
  }
  const bytes = Buffer.from(toBinary(ModelProtoSchema, model));
  return below(8) === 0 ? changeBlindly(bytes, below) : bytes;
}

function changePieces({ pieces }: ModelProto, below: RandomBelow): void {
  const firstWord = 2 + 256;
  const place = below(2) === 0 ? below(pieces.length) : Math.min(firstWord + below(words.length), pieces.length - 1);
  const piece = pick(pieces.slice(place, place + 1), below);
  switch (below(7)) {
    case 0:
      pieces.splice(place, 1);
      return;
    case 1:
      pieces.splice(below(pieces.length), 0, piece);
      return;
    case 2:
      piece.type = pick(types, below);
      return;
    case 3:
    case 4:
      piece.score = pick(scores, below);
      return;
    default:
      piece.piece = pick([...texts, '가'.repeat(below(400))], below);
  }
}

function changeSettings({ trainerSpec, normalizerSpec }: ModelProto, below: RandomBelow): void {
  if (!trainerSpec || !normalizerSpec) return;
  switch (below(5)) {
    case 0:
      trainerSpec.bosId = pick([-1, 0, 2, 270, 2 ** 31 - 1, -(2 ** 31)], below);
      return;
    case 1:
      trainerSpec.modelType = pick([ModelType.UNIGRAM, ModelType.WORD, ModelType.CHAR, 9 as ModelType], below);
      return;
    case 2:
      trainerSpec.byteFallback = false;
      return;
    case 3:
      normalizerSpec.addDummyPrefix = false;
      return;
    default:
      normalizerSpec.removeExtraWhitespaces = true;
  }
}
