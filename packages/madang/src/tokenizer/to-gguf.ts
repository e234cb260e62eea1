// A Hugging Face `tokenizer.json` (byte-level BPE) to the tokenizer metadata of a GGUF, as llama.cpp's converter writes
// it: tokens by id, `[PAD<id>]` in unused rows, special added tokens as control and others as user-defined.
import { z } from 'zod';
import type { ModelConfig } from '../model/contract.ts';
import { modelError } from '../model/errors.ts';
import type { GgufValue } from '../model/formats/gguf-types.ts';
import { ggufTokenType } from './from-gguf.ts';
import { preTokenizerNameFromJson, preTokenizerNames } from './pre-tokenizers.ts';

const addedTokenSchema = z.looseObject({ id: z.number().int(), content: z.string(), special: z.boolean() });
const tokenizerSchema = z.looseObject({
  added_tokens: z.array(addedTokenSchema),
  normalizer: z.null().optional(),
  pre_tokenizer: z.unknown(),
  post_processor: z.unknown(),
  model: z.looseObject({
    type: z.literal('BPE'),
    vocab: z.record(z.string(), z.number().int().nonnegative()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});

export function ggufFromTokenizerJson(
  path: string,
  tokenizerJson: string,
  config: ModelConfig,
  chatTemplate: string | undefined,
): [string, GgufValue][] {
  const parsed = tokenizerSchema.safeParse(JSON.parse(tokenizerJson));
  const pre = parsed.success ? preTokenizerNameFromJson(parsed.data.pre_tokenizer) : undefined;
  if (!parsed.success || !pre) {
    const found = parsed.success ? JSON.stringify(parsed.data.pre_tokenizer) : z.prettifyError(parsed.error);
    throw modelError('input', 'unknown-tokenizer', { path, found, expected: preTokenizerNames.join(', ') });
  }
  const { model, added_tokens: added, post_processor: postProcessor } = parsed.data;
  const { tokens, types } = listTokens(path, model.vocab, added, config.vocabularySize);
  const merges = model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));

  return [
    ['tokenizer.ggml.model', { type: 'string', value: 'gpt2' }],
    ['tokenizer.ggml.pre', { type: 'string', value: pre }],
    ['tokenizer.ggml.tokens', { type: 'array', of: 'string', value: tokens }],
    ['tokenizer.ggml.token_type', { type: 'array', of: 'int32', value: types }],
    ['tokenizer.ggml.merges', { type: 'array', of: 'string', value: merges }],
    ...tokenIdEntry('bos', config.beginTokenId),
    ...tokenIdEntry('eos', config.endTokenId),
    ...tokenIdEntry('padding', config.padTokenId),
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: addsToken(postProcessor) }],
    ['tokenizer.ggml.add_space_prefix', { type: 'bool', value: false }],
    ...(chatTemplate === undefined ? [] : [chatTemplateEntry(chatTemplate)]),
  ];
}

function listTokens(
  path: string,
  vocabulary: Readonly<Record<string, number>>,
  added: readonly z.infer<typeof addedTokenSchema>[],
  rows: number,
) {
  const tokens: string[] = Array.from({ length: rows }, (_, id) => `[PAD${id}]`);
  const types: number[] = Array.from({ length: rows }, () => ggufTokenType.unused);
  const place = (token: string, id: number, type: number) => {
    if (id >= rows) {
      const problem = `id ${id} of ${JSON.stringify(token)} is above the ${rows} rows of the embedding`;
      throw modelError('input', 'broken-vocabulary', { path, problem });
    }
    tokens[id] = token;
    types[id] = type;
  };
  for (const [token, id] of Object.entries(vocabulary)) place(token, id, ggufTokenType.normal);
  for (const { content, id, special } of added) {
    place(content, id, special ? ggufTokenType.control : ggufTokenType.userDefined);
  }
  return { tokens, types };
}

function tokenIdEntry(role: 'bos' | 'eos' | 'padding', id: number | undefined): [string, GgufValue][] {
  return id === undefined ? [] : [[`tokenizer.ggml.${role}_token_id`, { type: 'uint32', value: id }]];
}

function chatTemplateEntry(value: string): [string, GgufValue] {
  return ['tokenizer.chat_template', { type: 'string', value }];
}

/** Whether a post-processor puts special tokens around a text; ByteLevel processors do not. */
function addsToken(postProcessor: unknown): boolean {
  return JSON.stringify(postProcessor ?? null).includes('"TemplateProcessing"');
}
