// Sentencepiece's own model file (`tokenizer.model`, a protobuf) to the text of a Hugging Face `tokenizer.json`, for folders
// that have no other (Llama 2, Mistral v1). Only what sentencepiece's BPE with byte fallback needs is read; a file that
// normalizes text otherwise, or cuts it by another model, is refused. `generated/` is made from its .proto by protoc-gen-es.
import { fromBinary } from '@bufbuild/protobuf';
import { modelError } from '../model/errors.ts';
import { beginTokenProcessor } from './from-gguf.ts';
import {
  type ModelProto,
  ModelProtoSchema,
  TrainerSpec_ModelType as ModelType,
} from './generated/sentencepiece_model_pb.js';
import { findPieceProblem, type Piece, sentencepieceJson } from './sentencepiece.ts';

/** Gemma's 262,144 pieces are the most published; four times as many have ids that no embedding has rows for. */
const mostPieces = 2 ** 20;
/** A piece of 32 bytes with score and type takes 44; Gemma's file has 18 a piece. */
const largestBytes = mostPieces * 44;

export function tokenizerJsonFromSentencepiece(path: string, bytes: Uint8Array): string {
  const { pieces, trainerSpec, normalizerSpec } = parse(path, bytes);
  const odd = [
    trainerSpec?.modelType === ModelType.BPE ? '' : 'another model than BPE',
    trainerSpec?.byteFallback ? '' : 'no byte fallback',
    trainerSpec?.treatWhitespaceAsSuffix ? 'spaces as suffixes' : '',
    normalizerSpec?.precompiledCharsmap.length ? `normalization ${normalizerSpec.name}` : '',
    normalizerSpec?.removeExtraWhitespaces ? 'extra spaces removed' : '',
    normalizerSpec?.escapeWhitespaces === false ? 'plain spaces' : '',
  ].filter((problem) => problem !== '');
  if (odd.length > 0) {
    const expected = 'sentencepiece with byte fallback, text taken as it is';
    throw modelError('input', 'unknown-tokenizer', { path, found: `sentencepiece: ${odd.join(', ')}`, expected });
  }
  const seen = new Set<string>();
  const twice = pieces.find(({ piece }) => seen.size === seen.add(piece).size);
  if (twice) {
    throw modelError('input', 'broken-vocabulary', { path, problem: `duplicate token ${JSON.stringify(twice.piece)}` });
  }
  const read = pieces.map(({ piece, score, type }): Piece => ({ text: piece, score, type }));
  const problem = findPieceProblem(read);
  if (problem !== undefined) throw modelError('input', 'broken-vocabulary', { path, problem });
  const beginId = trainerSpec?.bosId ?? -1;
  const begin = pieces[beginId]?.piece;
  return sentencepieceJson(read, {
    addsSpacePrefix: normalizerSpec?.addDummyPrefix ?? true,
    postProcessor: begin === undefined ? null : beginTokenProcessor(begin, beginId),
  });
}

function parse(path: string, bytes: Uint8Array): ModelProto {
  const overLimit = (part: string, found: number, limit: number) =>
    modelError('input', 'over-limit', { path, part, found: String(found), limit });
  if (bytes.length > largestBytes) throw overLimit('the size in bytes', bytes.length, largestBytes);
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw modelError(
      'input',
      'broken-vocabulary',
      { path, problem: `no sentencepiece model (${String(cause)})` },
      cause,
    );
  }
  if (model.pieces.length > mostPieces) throw overLimit('the number of pieces', model.pieces.length, mostPieces);
  if (model.pieces.length > 0) return model;
  throw modelError('input', 'broken-vocabulary', { path, problem: 'no pieces' });
}
