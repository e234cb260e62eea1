// Sentencepiece's BPE with byte fallback as a Hugging Face `tokenizer.json`, the way transformers converts it: the space is
// U+2581, a character without a piece becomes its bytes' pieces (`<0xEB>`), and pairs merge in the order of the scores of
// what they make (`merge-scores.ts`). Piece types are those of sentencepiece_model.proto, which GGUF took over.
import { z } from 'zod';
import { mergesFromScores } from './merge-scores.ts';

export const pieceType = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

export interface Piece {
  readonly text: string;
  readonly score: number;
  readonly type: number;
}

/** Whether a space is put before every text between special tokens, before the first alone, or nowhere. */
export type SpacePrefix = 'every-text' | 'first-text' | 'none';

export const spaceCharacter = '\u2581';

export const bytePiece = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
export const isBytePiece = (piece: string): boolean => /^<0x[0-9A-F]{2}>$/.test(piece);

/** A score without an order, or bytes that sentencepiece itself would refuse; undefined: nothing. */
export function findPieceProblem(pieces: readonly Piece[]): string | undefined {
  const unordered = pieces.find(({ score }) => Number.isNaN(score));
  if (unordered) return `${JSON.stringify(unordered.text)} has no score`;
  const bytes = pieces.filter(({ type }) => type === pieceType.byte);
  const odd = bytes.find(({ text }) => !isBytePiece(text));
  if (odd) return `${JSON.stringify(odd.text)} stands for no byte (<0x00> to <0xFF>)`;
  const found = new Set(bytes.map(({ text }) => text)).size;
  return found === 256 ? undefined : `${found} byte pieces instead of 256`;
}

export interface SentencepieceSettings {
  readonly addsSpacePrefix: boolean;
  readonly postProcessor: object | null;
}

/** Ids are places in the list. */
export function sentencepieceJson(pieces: readonly Piece[], settings: SentencepieceSettings): string {
  const { addsSpacePrefix, postProcessor } = settings;
  const mergeable = pieces.filter(({ type }) => type === pieceType.normal || type === pieceType.userDefined);
  const replace = { type: 'Replace', pattern: { String: ' ' }, content: spaceCharacter };
  const decoders = [
    { type: 'Replace', pattern: { String: spaceCharacter }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
  ];
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: pieces.flatMap(({ text, type }, id) => addedToken(text, id, type)),
    normalizer: addsSpacePrefix
      ? { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: spaceCharacter }, replace] }
      : replace,
    pre_tokenizer: null,
    post_processor: postProcessor,
    decoder: {
      type: 'Sequence',
      decoders: [...decoders, ...(addsSpacePrefix ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : [])],
    },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: pieces.find(({ type }) => type === pieceType.unknown)?.text ?? null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      vocab: Object.fromEntries(pieces.map(({ text }, id) => [text, id])),
      merges: mergesFromScores(new Map(mergeable.map(({ text, score }) => [text, score]))),
    },
  });
}

export function addedToken(content: string, id: number, type: number) {
  const special = type === pieceType.control || type === pieceType.unknown;
  if (!special && type !== pieceType.userDefined) return [];
  return [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special }];
}

const replaceSchema = z.looseObject({
  type: z.literal('Replace'),
  pattern: z.object({ String: z.literal(' ') }),
  content: z.literal(spaceCharacter),
});
const prependSchema = z.looseObject({ type: z.literal('Prepend'), prepend: z.literal(spaceCharacter) });
const prefixedSchema = z.looseObject({
  type: z.literal('Sequence'),
  normalizers: z.tuple([prependSchema, replaceSchema]),
});
const metaspaceSchema = z.looseObject({
  type: z.literal('Metaspace'),
  replacement: z.literal(spaceCharacter),
  prepend_scheme: z.enum(['always', 'first', 'never']),
  split: z.literal(false),
});
/** Gemma's: nothing to split, for the normalizer has left no space. */
const splitAtSpaceSchema = z.looseObject({ type: z.literal('Split'), pattern: z.object({ String: z.literal(' ') }) });

const prefixOfScheme = { always: 'every-text', first: 'first-text', never: 'none' } as const;

/** Undefined: spaces are handled in a way that sentencepiece's BPE does not know. */
export function spacePrefixFromJson(normalizer: unknown, preTokenizer: unknown): SpacePrefix | undefined {
  const metaspace = metaspaceSchema.safeParse(preTokenizer).data;
  if (metaspace) return (normalizer ?? null) === null ? prefixOfScheme[metaspace.prepend_scheme] : undefined;
  if ((preTokenizer ?? null) !== null && !splitAtSpaceSchema.safeParse(preTokenizer).success) return undefined;
  if (prefixedSchema.safeParse(normalizer).success) return 'every-text';
  return replaceSchema.safeParse(normalizer).success ? 'none' : undefined;
}
