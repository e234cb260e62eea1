// Text to token ids and back, by the Rust tokenizers library from a Hugging Face `tokenizer.json`. No special tokens
// are added; the text of a special token in the input becomes that token, as in Hugging Face. The only file that
// imports the native library, and only on use.
import { modelError } from '../model/errors.ts';
import { findTokenizerProblem } from './find-tokenizer-problem.ts';

export interface Tokenizer {
  encode(text: string): Promise<number[]>;
  encodeAll(texts: readonly string[]): Promise<number[][]>;
  /** Special tokens are kept as text; bytes that are no UTF-8 become U+FFFD. */
  decode(ids: readonly number[]): Promise<string>;
  /** Added tokens included. */
  readonly vocabularySize: number;
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
}

const withoutSpecialTokens = { addSpecialTokens: false };

export async function openTokenizer(tokenizerJson: string): Promise<Tokenizer> {
  const { Tokenizer: NativeTokenizer } = await import('tokenizers');
  const native = refuseBroken(tokenizerJson, (json) => NativeTokenizer.fromString(json));
  return {
    encode: async (text) => (await native.encode(text, null, withoutSpecialTokens)).getIds(),
    encodeAll: async (texts) => {
      if (texts.length === 0) return [];
      const encodings = await native.encodeBatch([...texts], withoutSpecialTokens);
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
