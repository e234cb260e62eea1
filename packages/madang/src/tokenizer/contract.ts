// What `fertility` leaves behind: how badly the base cuts the language, and what adding merges would change.
//   fertility.json   one `Fertility`
// and what `extend` leaves behind: tokenizer.json and
//   extension.json   one `Extension`
import { z } from 'zod';

/** How held-out text is cut with so many appended merges; row 0 is the base. */
export const fertilityRowSchema = z.object({
  newTokens: z.number().int(),
  /** Tokens per UTF-8 byte of NFC text. */
  tokensPerByte: z.number(),
  /** Words are what white space parts. */
  tokensPerWord: z.number(),
  /** Characters are Unicode code points. */
  tokensPerCharacter: z.number(),
  /** How many times less tokens the same text has: decoding gets so much faster a character. */
  speed: z.number(),
  /** How often the last merge's pair stood in the training text. */
  lastMergeCount: z.number().int().optional(),
  /** Share of the new tokens that occur in the held-out text so cut. */
  usedShare: z.number().optional(),
  /** Source-language tokens per byte, and its change against row 0. */
  sourceTokensPerByte: z.number().optional(),
  sourceChange: z.number().optional(),
  /** Embedding rows to add (padded to a multiple of 64; input and output rows where they are not tied). */
  rows: z.number().int(),
  parameters: z.number().int().optional(),
});
export type FertilityRow = z.infer<typeof fertilityRowSchema>;

/** Why so many new tokens are recommended. */
export const recommendationReasonSchema = z.enum(['budget-unknown', 'budget-small', 'none-qualifies', 'pays']);

export const fertilitySchema = z.object({
  rows: z.array(fertilityRowSchema).min(1),
  /** What the borders of the pre-tokenizer leave, however many merges are added. */
  floor: z.object({ tokensPerByte: z.number(), tokensPerWord: z.number() }),
  /** Common held-out words, cut now and with `exampleNewTokens` more; bytes that are no character as `\xEB`. */
  examples: z.array(
    z.object({ word: z.string(), count: z.number(), now: z.array(z.string()), extended: z.array(z.string()) }),
  ),
  exampleNewTokens: z.number().int(),
  recommendedNewTokens: z.number().int(),
  recommendation: z.object({
    reason: recommendationReasonSchema,
    /** `none` and `extended`: bits per byte against the base, without and with new tokens (`forecast-arms.ts`). */
    forecast: z
      .object({ trainedTokens: z.number(), none: z.number(), extended: z.number(), breakEvenTokens: z.number() })
      .optional(),
  }),
  /** Which merges were candidates: those that touch the target's own characters, or all. */
  rule: z.enum(['target-characters', 'all-characters']),
  /** Merges that the training text yields, at most as many as the largest row asked for. */
  candidates: z.number().int(),
  train: z.object({ bytes: z.number(), documents: z.number() }),
  heldOut: z.object({ bytes: z.number(), words: z.number(), characters: z.number(), documents: z.number() }),
  source: z.object({ bytes: z.number() }),
});
export type Fertility = z.infer<typeof fertilitySchema>;

const mergeSchema = z.object({
  left: z.number().int(),
  right: z.number().int(),
  /** What follows where more than two make the token: a character that was spelled in bytes. */
  rest: z.array(z.number().int()).exactOptional(),
  /** In byte characters. */
  token: z.string(),
  /** How often the pair stood in the training text when it was merged. */
  count: z.number().int(),
});

export const extensionSchema = z.object({
  newTokens: z.number().int(),
  /** The merge at place n makes the token of id `firstNewId` + n. */
  firstNewId: z.number().int(),
  /** Rows of the embedding matrix, before and after. */
  baseRows: z.number().int(),
  rows: z.number().int(),
  rule: fertilitySchema.shape.rule,
  merges: z.array(mergeSchema).min(1),
  proof: z.object({
    /** New tokens that are whole characters. */
    wholeTokens: z.number().int(),
    /** New tokens that nothing gives. */
    unreached: z.array(z.string()),
    /** New tokens that begin or end inside a character. */
    fragments: z.number().int(),
    /** Held-out pieces that our merges and the tokenizers library cut differently. */
    differentPieces: z.number().int(),
    /** Share of the source text's ids that are not as before. */
    sourceChangedShare: z.number(),
  }),
});
export type Extension = z.infer<typeof extensionSchema>;
