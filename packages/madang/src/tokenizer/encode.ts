// Text to token ids and back, by the Rust tokenizers library from a Hugging Face `tokenizer.json`. No special tokens
// are added. The text of a special token in the input becomes that token, as in Hugging Face, unless it is asked to be
// text like any other. The only file that imports the native library, and only on use.
import { modelError } from '../model/errors.ts';
import { findTokenizerProblem } from './find-tokenizer-problem.ts';

export interface Tokenizer {
  encode(text: string, settings?: EncodeSettings): Promise<number[]>;
  encodeAll(texts: readonly string[], settings?: EncodeSettings): Promise<number[][]>;
  /** Special tokens are kept as text; bytes that are no UTF-8 become U+FFFD. */
  decode(ids: readonly number[]): Promise<string>;
  /** Added tokens included. */
  readonly vocabularySize: number;
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
}

export interface EncodeSettings {
  /** What `<|im_end|>` inside a text is: that token (the default), or those ten characters. */
  readonly specialTokens?: 'match' | 'text';
}

/** For what people wrote: documents, held-out texts, messages. A `<|im_end|>` in them ends no turn. */
export const asText = { specialTokens: 'text' } as const satisfies EncodeSettings;

const withoutSpecialTokens = { addSpecialTokens: false };

export async function openTokenizer(tokenizerJson: string): Promise<Tokenizer> {
  const { Tokenizer: NativeTokenizer } = await import('tokenizers');
  const open = (json: string) => refuseBroken(json, (sound) => NativeTokenizer.fromString(sound));
  const native = open(tokenizerJson);
  let blind: typeof native | undefined;
  const choose = ({ specialTokens }: EncodeSettings) => {
    if (specialTokens !== 'text') return native;
    blind ??= open(withoutSpecialMatches(tokenizerJson));
    return blind;
  };
  return {
    encode: async (text, settings = {}) => (await choose(settings).encode(text, null, withoutSpecialTokens)).getIds(),
    encodeAll: async (texts, settings = {}) => {
      if (texts.length === 0) return [];
      const encodings = await choose(settings).encodeBatch([...texts], withoutSpecialTokens);
      return encodings.map((encoding) => encoding.getIds());
    },
    decode: (ids) => native.decode([...ids], false),
    vocabularySize: native.getVocabSize(true),
    idOf: (token) => native.tokenToId(token) ?? undefined,
    tokenOf: (id) => native.idToToken(id) ?? undefined,
  };
}

function refuseBroken<Opened>(tokenizerJson: string, open: (json: string) => Opened): Opened {
  const problems = findTokenizerProblem(tokenizerJson);
  if (problems !== undefined) throw modelError('input', 'broken-tokenizer', { problems });
  try {
    return open(tokenizerJson);
  } catch (cause) {
    throw modelError('input', 'broken-tokenizer', { problems: (cause as Error).message }, cause);
  }
}

interface TokensOfJson {
  readonly added_tokens?: readonly { readonly content: string; readonly id: number; readonly special?: boolean }[];
  /** A list in Unigram. */
  readonly model: { readonly vocab: Readonly<Record<string, number>> | readonly unknown[] };
}

/** The Node binding does not offer the library's `encode_special_tokens`. */
function withoutSpecialMatches(tokenizerJson: string): string {
  const json: TokensOfJson = JSON.parse(tokenizerJson);
  const kept = json.added_tokens?.filter(({ special }) => special !== true) ?? [];
  // the library numbers added tokens anew unless the model knows them
  const known = json.model.vocab;
  const vocab = Array.isArray(known)
    ? known
    : { ...known, ...Object.fromEntries(kept.map(({ content, id }) => [content, id])) };
  return JSON.stringify({ ...json, added_tokens: kept, post_processor: null, model: { ...json.model, vocab } });
}
