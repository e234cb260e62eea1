// What we read of a Hugging Face `tokenizer.json` with a BPE model, and which of the two kinds it is: byte-level BPE, told
// by its pre-tokenizer, or sentencepiece's BPE with byte fallback, told by how it writes spaces as U+2581.
import { z } from 'zod';
import { type PreTokenizerName, preTokenizerNameFromJson } from './pre-tokenizers.ts';
import { type SpacePrefix, spacePrefixFromJson } from './sentencepiece.ts';

export const tokenizerJsonSchema = z.looseObject({
  added_tokens: z
    .array(z.looseObject({ id: z.number().int(), content: z.string(), special: z.boolean().default(false) }))
    .default([]),
  normalizer: z.unknown().optional(),
  pre_tokenizer: z.unknown().optional(),
  post_processor: z.unknown().optional(),
  model: z.looseObject({
    type: z.literal('BPE'),
    unk_token: z.string().nullish(),
    byte_fallback: z.boolean().default(false),
    ignore_merges: z.boolean().default(false),
    vocab: z.record(z.string(), z.number().int().nonnegative()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});
export type TokenizerJson = z.infer<typeof tokenizerJsonSchema>;

export type TokenizerKind =
  | { readonly kind: 'byte-level'; readonly pre: PreTokenizerName }
  | { readonly kind: 'sentencepiece'; readonly spacePrefix: SpacePrefix };

const readSchema = tokenizerJsonSchema.pick({ normalizer: true, pre_tokenizer: true }).extend({
  model: tokenizerJsonSchema.shape.model.pick({ byte_fallback: true, ignore_merges: true }),
});

/** Undefined: another kind, or a pre-tokenizer that we do not know. */
export function kindOfTokenizer(tokenizerJson: unknown): TokenizerKind | undefined {
  const parsed = readSchema.safeParse(tokenizerJson);
  if (!parsed.success) return undefined;
  const { normalizer, pre_tokenizer: preTokenizer, model } = parsed.data;
  if (model.byte_fallback) {
    const spacePrefix = spacePrefixFromJson(normalizer, preTokenizer);
    return spacePrefix && { kind: 'sentencepiece', spacePrefix };
  }
  const pre = preTokenizerNameFromJson(preTokenizer, model.ignore_merges);
  return pre && normalizesAtMostToNfc(normalizer) ? { kind: 'byte-level', pre } : undefined;
}

function normalizesAtMostToNfc(normalizer: unknown): boolean {
  const parsed = z
    .union([
      z.null(),
      z.undefined(),
      z.looseObject({ type: z.literal('NFC') }),
      z.looseObject({ type: z.literal('Sequence'), normalizers: z.tuple([]) }),
    ])
    .safeParse(normalizer);
  return parsed.success;
}
