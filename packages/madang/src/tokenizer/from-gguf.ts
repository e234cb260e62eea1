// The tokenizer inside a GGUF to the text of a Hugging Face `tokenizer.json`: `tokenizer.ggml.model` = gpt2 is byte-level
// BPE, llama is sentencepiece's BPE. Control and user-defined tokens become added tokens that match before
// pre-tokenization, as llama.cpp matches them; ids are places in the token list. A pure function of the metadata.

import { modelError } from '../model/errors.ts';
import type { GgufMetadata } from '../model/formats/gguf-types.ts';
import {
  type PreTokenizerName,
  preTokenizerNameFromGguf,
  preTokenizerNames,
  preTokenizerOf,
} from './pre-tokenizers.ts';
import { addedToken, findPieceProblem, pieceType, sentencepieceJson, spaceCharacter } from './sentencepiece.ts';

export function tokenizerJsonFromGguf(path: string, metadata: GgufMetadata): string {
  const model = stringAt(metadata, 'tokenizer.ggml.model') ?? 'none';
  const preName = stringAt(metadata, 'tokenizer.ggml.pre') ?? 'default';
  if (model === 'llama') return sentencepieceFromGguf(path, metadata);
  const pre = model === 'gpt2' ? preTokenizerNameFromGguf(preName) : undefined;
  if (pre) return byteLevelFromGguf(path, metadata, pre);
  const expected = ['llama', ...preTokenizerNames.map((name) => `gpt2/${name}`)].join(', ');
  throw modelError('input', 'unknown-tokenizer', { path, found: `${model}/${preName}`, expected });
}

function byteLevelFromGguf(path: string, metadata: GgufMetadata, pre: PreTokenizerName): string {
  const tokens = uniqueTokens(path, stringsAt(path, metadata, 'tokenizer.ggml.tokens'));
  const merges = stringsAt(path, metadata, 'tokenizer.ggml.merges');
  const typeOf = tokenTypes(metadata);
  const vocabulary = new Map(tokens.map((token, id) => [token, id]));
  const { json, ignoresMerges = false, addsBeginToken = false, normalizesToNfc } = preTokenizerOf(pre);
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: tokens.flatMap((content, id) => addedToken(content, id, typeOf(id))),
    normalizer: normalizesToNfc ? { type: 'NFC' } : null,
    pre_tokenizer: json,
    post_processor: postProcessor(metadata, tokens, addsBeginToken),
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: ignoresMerges,
      vocab: Object.fromEntries(vocabulary),
      merges: merges.map((merge) => splitMerge(path, merge, vocabulary)),
    },
  });
}

/** llama.cpp puts a space and the begin token before a text unless the file says otherwise. */
function sentencepieceFromGguf(path: string, metadata: GgufMetadata): string {
  const typeOf = tokenTypes(metadata);
  // converters write user-defined tokens with plain spaces
  const plain = stringsAt(path, metadata, 'tokenizer.ggml.tokens');
  const tokens = uniqueTokens(
    path,
    plain.map((text, id) => (typeOf(id) === pieceType.userDefined ? text.replaceAll(' ', spaceCharacter) : text)),
  );
  const scores = metadata.get('tokenizer.ggml.scores');
  if (scores?.type !== 'array' || scores.value.length !== tokens.length) {
    throw modelError('input', 'broken-vocabulary', { path, problem: 'not as many tokenizer.ggml.scores as tokens' });
  }
  const pieces = tokens.map((text, id) => ({ text, score: Number(scores.value[id]), type: typeOf(id) }));
  const problem = findPieceProblem(pieces);
  if (problem !== undefined) throw modelError('input', 'broken-vocabulary', { path, problem });
  return sentencepieceJson(pieces, {
    addsSpacePrefix: flagAt(metadata, 'tokenizer.ggml.add_space_prefix') ?? true,
    postProcessor: postProcessor(metadata, tokens, true),
  });
}

function tokenTypes(metadata: GgufMetadata): (id: number) => number {
  const types = metadata.get('tokenizer.ggml.token_type');
  return (id) => (types?.type === 'array' ? Number(types.value[id] ?? pieceType.normal) : pieceType.normal);
}

function uniqueTokens(path: string, tokens: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const twice = tokens.find((token) => seen.size === seen.add(token).size);
  if (twice === undefined) return tokens;
  throw modelError('input', 'broken-vocabulary', { path, problem: `duplicate token ${JSON.stringify(twice)}` });
}

/** Tokens of byte-level BPE hold no space, so the one space parts the two halves. */
function splitMerge(path: string, merge: string, vocabulary: ReadonlyMap<string, number>): [string, string] {
  const [left = '', right = '', ...rest] = merge.split(' ');
  const isMerge = rest.length === 0 && vocabulary.has(left) && vocabulary.has(right) && vocabulary.has(left + right);
  if (isMerge) return [left, right];
  throw modelError('input', 'broken-vocabulary', { path, problem: `merge ${JSON.stringify(merge)}` });
}

function postProcessor(metadata: GgufMetadata, tokens: readonly string[], byDefault: boolean) {
  const begin = tokens[Number(metadata.get('tokenizer.ggml.bos_token_id')?.value ?? -1)];
  const addsBegin = flagAt(metadata, 'tokenizer.ggml.add_bos_token') ?? byDefault;
  return addsBegin && begin !== undefined ? beginTokenProcessor(begin, tokens.indexOf(begin)) : null;
}

export function beginTokenProcessor(token: string, id: number): object {
  const begin = (typeId: number) => ({ SpecialToken: { id: token, type_id: typeId } });
  const sequence = (name: string, typeId: number) => ({ Sequence: { id: name, type_id: typeId } });
  return {
    type: 'TemplateProcessing',
    single: [begin(0), sequence('A', 0)],
    pair: [begin(0), sequence('A', 0), begin(1), sequence('B', 1)],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}

function stringAt(metadata: GgufMetadata, key: string): string | undefined {
  const entry = metadata.get(key);
  return entry?.type === 'string' ? entry.value : undefined;
}

function flagAt(metadata: GgufMetadata, key: string): boolean | undefined {
  const entry = metadata.get(key);
  return entry?.type === 'bool' ? entry.value : undefined;
}

function stringsAt(path: string, metadata: GgufMetadata, key: string): readonly string[] {
  const entry = metadata.get(key);
  if (entry?.type === 'array' && entry.of === 'string') return entry.value;
  throw modelError('input', 'broken-vocabulary', { path, problem: `no string array ${key}` });
}
