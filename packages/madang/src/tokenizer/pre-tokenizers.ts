// The pre-tokenizers of byte-level BPE that we know, by the name that GGUF gives them (`tokenizer.ggml.pre`), each as
// Hugging Face `tokenizer.json` writes it. llama.cpp cuts the same pieces for these names.
import { canonicalJson } from '../kernel/hash.ts';

export type PreTokenizerName = 'gpt-2' | 'smollm' | 'llama-bpe';

const byteLevel = (useRegex: boolean) => ({
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: useRegex,
});

const llamaPattern =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const preTokenizers: Readonly<Record<PreTokenizerName, object>> = {
  'gpt-2': byteLevel(true),
  smollm: { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel(true)] },
  'llama-bpe': {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Split', pattern: { Regex: llamaPattern }, behavior: 'Isolated', invert: false },
      byteLevel(false),
    ],
  },
};

export const preTokenizerNames = Object.keys(preTokenizers) as readonly PreTokenizerName[];

/** A model that takes a whole piece as its token before it tries merges (Llama 3). */
export const ignoresMerges = (name: PreTokenizerName): boolean => name === 'llama-bpe';

/** Whether a GGUF that does not say so puts the begin token before a text (llama.cpp's default for the name). */
export const addsBeginToken = (name: PreTokenizerName): boolean => name === 'llama-bpe';

export function preTokenizerOf(name: PreTokenizerName): object {
  return preTokenizers[name];
}

/** Names by which GGUF files in the wild call the same three. */
export function preTokenizerNameFromGguf(name: string): PreTokenizerName | undefined {
  if (name === 'llama3' || name === 'llama-v3') return 'llama-bpe';
  return preTokenizerNames.find((known) => known === name);
}

/** The name of a `pre_tokenizer` of a tokenizer.json; offsets do not matter for ids, so `trim_offsets` is left out. */
export function preTokenizerNameFromJson(preTokenizer: unknown): PreTokenizerName | undefined {
  const wanted = essence(preTokenizer);
  return preTokenizerNames.find((name) => essence(preTokenizers[name]) === wanted);
}

function essence(preTokenizer: unknown): string {
  const text = JSON.stringify(preTokenizer, (key, value) => (key === 'trim_offsets' ? undefined : value));
  const parts = text === undefined ? null : JSON.parse(text, (_key, value) => fillUseRegex(value));
  return canonicalJson(parts);
}

/** tokenizers before 0.13 wrote no `use_regex`; it means true. */
function fillUseRegex(value: unknown): unknown {
  const isByteLevel = value !== null && typeof value === 'object' && 'type' in value && value.type === 'ByteLevel';
  return isByteLevel ? { use_regex: true, ...value } : value;
}
