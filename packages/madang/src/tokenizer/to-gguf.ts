// A Hugging Face `tokenizer.json` to the tokenizer metadata of a GGUF, as llama.cpp's converter writes it: tokens by id,
// `[PAD<id>]` in unused rows, special added tokens as control and others as user-defined. Byte-level BPE carries its
// merges and the name of its pre-tokenizer; sentencepiece's BPE the scores that give its merges.
import { z } from 'zod';
import type { ModelConfig } from '../model/contract.ts';
import { modelError } from '../model/errors.ts';
import type { GgufValue } from '../model/formats/gguf-types.ts';
import { scoresFromMerges } from './merge-scores.ts';
import { preTokenizerNames } from './pre-tokenizers.ts';
import { isBytePiece, pieceType, spaceCharacter } from './sentencepiece.ts';
import { kindOfTokenizer, type TokenizerJson, tokenizerJsonSchema } from './tokenizer-json.ts';

/** What llama.cpp's converter gives rows that stand for no token. */
const unusedScore = -10_000;

export function ggufFromTokenizerJson(
  path: string,
  tokenizerJson: string,
  config: ModelConfig,
  chatTemplate: string | undefined,
): [string, GgufValue][] {
  const json: unknown = JSON.parse(tokenizerJson);
  const parsed = tokenizerJsonSchema.safeParse(json);
  const kind = kindOfTokenizer(json);
  const unknown = (found: string) =>
    modelError('input', 'unknown-tokenizer', {
      path,
      found,
      expected: ['sentencepiece', ...preTokenizerNames].join(', '),
    });
  if (!parsed.success) throw unknown(z.prettifyError(parsed.error));
  const { normalizer, pre_tokenizer: preTokenizer, post_processor: postProcessor } = parsed.data;
  if (!kind) throw unknown(JSON.stringify({ normalizer, pre_tokenizer: preTokenizer }));

  const { tokens, types } = listTokens(path, parsed.data, config.vocabularySize);
  const scores = kind.kind === 'sentencepiece' ? listScores(parsed.data, tokens, types) : [];
  if (!scores) throw unknown('byte fallback with merges that no scores of pieces give');
  return [
    ['tokenizer.ggml.model', { type: 'string', value: kind.kind === 'byte-level' ? 'gpt2' : 'llama' }],
    ['tokenizer.ggml.pre', { type: 'string', value: kind.kind === 'byte-level' ? kind.pre : 'default' }],
    ['tokenizer.ggml.tokens', { type: 'array', of: 'string', value: plainSpaces(tokens, types) }],
    ...(kind.kind === 'byte-level' ? [] : [scoresEntry(scores)]),
    ['tokenizer.ggml.token_type', { type: 'array', of: 'int32', value: types }],
    ...(kind.kind === 'byte-level' ? [mergesEntry(parsed.data)] : []),
    ...tokenIdEntry('bos', config.beginTokenId),
    ...tokenIdEntry('eos', config.endTokenId),
    ...tokenIdEntry('unknown', kind.kind === 'byte-level' ? undefined : unknownId(parsed.data)),
    ...tokenIdEntry('padding', config.padTokenId),
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: addsToken(postProcessor) }],
    [
      'tokenizer.ggml.add_space_prefix',
      { type: 'bool', value: kind.kind === 'sentencepiece' && kind.spacePrefix !== 'none' },
    ],
    ...(chatTemplate === undefined ? [] : [chatTemplateEntry(chatTemplate)]),
  ];
}

function listTokens(path: string, { model, added_tokens: added }: TokenizerJson, rows: number) {
  const tokens: string[] = Array.from({ length: rows }, (_, id) => `[PAD${id}]`);
  const types: number[] = Array.from({ length: rows }, () => pieceType.unused);
  const place = (token: string, id: number, type: number) => {
    if (id >= rows) {
      const problem = `id ${id} of ${JSON.stringify(token)} is above the ${rows} rows of the embedding`;
      throw modelError('input', 'broken-vocabulary', { path, problem });
    }
    tokens[id] = token;
    types[id] = type;
  };
  for (const [token, id] of Object.entries(model.vocab)) {
    place(token, id, model.byte_fallback && isBytePiece(token) ? pieceType.byte : pieceType.normal);
  }
  for (const { content, id, special } of added) place(content, id, special ? pieceType.control : pieceType.userDefined);
  const unknown = unknownId({ model });
  if (unknown !== undefined) types[unknown] = pieceType.unknown;
  return { tokens, types };
}

function listScores({ model }: TokenizerJson, tokens: readonly string[], types: readonly number[]) {
  const userDefined = new Set(tokens.filter((_, id) => types[id] === pieceType.userDefined));
  const isMergeable = (type: number | undefined) => type === pieceType.normal || type === pieceType.userDefined;
  const pieces = new Set(tokens.filter((_, id) => isMergeable(types[id])));
  const merges = model.merges.map((merge) => (typeof merge === 'string' ? halvesOf(merge) : merge));
  const scores = scoresFromMerges(pieces, merges, (piece) => userDefined.has(piece));
  return scores && tokens.map((token, id) => (types[id] === pieceType.unused ? unusedScore : (scores.get(token) ?? 0)));
}

/** Pieces hold no space. */
function halvesOf(merge: string): [string, string] {
  const [left = '', right = ''] = merge.split(' ');
  return [left, right];
}

function plainSpaces(tokens: readonly string[], types: readonly number[]): string[] {
  return tokens.map((token, id) =>
    types[id] === pieceType.userDefined ? token.replaceAll(spaceCharacter, ' ') : token,
  );
}

function scoresEntry(value: readonly number[]): [string, GgufValue] {
  return ['tokenizer.ggml.scores', { type: 'array', of: 'float32', value }];
}

function mergesEntry({ model }: TokenizerJson): [string, GgufValue] {
  const value = model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
  return ['tokenizer.ggml.merges', { type: 'array', of: 'string', value }];
}

function unknownId({ model }: Pick<TokenizerJson, 'model'>): number | undefined {
  return typeof model.unk_token === 'string' ? model.vocab[model.unk_token] : undefined;
}

function tokenIdEntry(role: 'bos' | 'eos' | 'unknown' | 'padding', id: number | undefined): [string, GgufValue][] {
  return id === undefined ? [] : [[`tokenizer.ggml.${role}_token_id`, { type: 'uint32', value: id }]];
}

function chatTemplateEntry(value: string): [string, GgufValue] {
  return ['tokenizer.chat_template', { type: 'string', value }];
}

/** Whether a post-processor puts special tokens around a text; ByteLevel processors do not. */
function addsToken(postProcessor: unknown): boolean {
  return JSON.stringify(postProcessor ?? null).includes('"TemplateProcessing"');
}
