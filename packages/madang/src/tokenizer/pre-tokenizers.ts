// The pre-tokenizers of byte-level BPE that we know, by the name that GGUF gives them (`tokenizer.ggml.pre`), each as
// Hugging Face `tokenizer.json` writes it. llama.cpp cuts the same pieces for these names, but for combining marks with
// `tekken` and `gpt-4o`, whose classes it only approximates. Patterns: those of the published tokenizer.json files.
import { canonicalJson } from '../kernel/hash.ts';

export type PreTokenizerName =
  | 'gpt-2'
  | 'smollm'
  | 'llama-bpe'
  | 'dbrx'
  | 'qwen2'
  | 'tekken'
  | 'gpt-4o'
  | 'deepseek-v3';

interface PreTokenizer {
  readonly json: object;
  /** A model that takes a whole piece as its token before it tries merges. */
  readonly ignoresMerges?: true;
  /** Whether a GGUF that does not say so puts the begin token before a text (llama.cpp's default for the name). */
  readonly addsBeginToken?: true;
  /** Not in GGUF, and llama.cpp does not normalize: text that is NFC already is cut alike. */
  readonly normalizesToNfc?: true;
}

const clitics = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const spaces = (lineEnds: string) => `\\s*[${lineEnds}]+|\\s+(?!\\S)|\\s+`;
const cased = (after: string) =>
  `[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+${after}|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*${after}`;
const words = (digits: string) =>
  `${clitics}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|${spaces('\\r\\n')}`;
const casedWords = (after: string, digits: string) =>
  `${cased(after)}|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|${spaces('\\r\\n')}`;

const byteLevel = (useRegex: boolean) => ({
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: useRegex,
});

const splitBy = (...patterns: readonly string[]) => ({
  type: 'Sequence',
  pretokenizers: [
    ...patterns.map((pattern) => ({
      type: 'Split',
      pattern: { Regex: pattern },
      behavior: 'Isolated',
      invert: false,
    })),
    byteLevel(false),
  ],
});

const preTokenizers: Readonly<Record<PreTokenizerName, PreTokenizer>> = {
  'gpt-2': { json: byteLevel(true) },
  smollm: {
    json: { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel(true)] },
  },
  'llama-bpe': { json: splitBy(words('\\p{N}{1,3}')), ignoresMerges: true, addsBeginToken: true },
  // OLMo 2 and others of the GPT-4 vocabulary: as Llama 3, but merges are always tried
  dbrx: { json: splitBy(words('\\p{N}{1,3}')) },
  qwen2: { json: splitBy(words('\\p{N}')), normalizesToNfc: true },
  // Mistral from Nemo on, and Apertus
  tekken: { json: splitBy(casedWords('', '\\p{N}')), ignoresMerges: true, addsBeginToken: true },
  // o200k: gpt-oss, Llama 4
  'gpt-4o': { json: splitBy(casedWords(`${clitics}?`, '\\p{N}{1,3}')) },
  'deepseek-v3': {
    json: splitBy(
      '\\p{N}{1,3}',
      '[一-龥぀-ゟ゠-ヿ]+',
      `[!"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_\`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|${spaces('\r\n')}`,
    ),
  },
};

/** Names by which GGUF files in the wild call the same. */
const aliases: Readonly<Record<string, PreTokenizerName>> = {
  llama3: 'llama-bpe',
  'llama-v3': 'llama-bpe',
  'smaug-bpe': 'dbrx',
  'deepseek-r1-qwen': 'qwen2',
  llama4: 'gpt-4o',
};

export const preTokenizerNames = Object.keys(preTokenizers) as readonly PreTokenizerName[];

export function preTokenizerOf(name: PreTokenizerName): PreTokenizer {
  return preTokenizers[name];
}

export function preTokenizerNameFromGguf(name: string): PreTokenizerName | undefined {
  return preTokenizerNames.find((known) => known === name) ?? aliases[name];
}

/**
 * The name of a tokenizer.json's `pre_tokenizer`. Llama 3 and the GPT-4 vocabulary differ in `model.ignore_merges` alone.
 * Offsets do not matter for ids, so `trim_offsets` is left out.
 */
export function preTokenizerNameFromJson(preTokenizer: unknown, ignoresMerges: boolean): PreTokenizerName | undefined {
  const wanted = essence(preTokenizer);
  const alike = preTokenizerNames.filter((name) => essence(preTokenizers[name].json) === wanted);
  return alike.find((name) => (preTokenizers[name].ignoresMerges ?? false) === ignoresMerges) ?? alike[0];
}

function essence(preTokenizer: unknown): string {
  const text = JSON.stringify(preTokenizer, (key, value) => (key === 'trim_offsets' ? undefined : value));
  const parts = text === undefined ? null : JSON.parse(text, (_key, value) => fillIn(value));
  return canonicalJson(parts);
}

/**
 * tokenizers before 0.13 wrote no `use_regex`; it means true. These patterns match every character, so that removing
 * what is between the matches is the same as setting the matches apart.
 */
function fillIn(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !('type' in value)) return value;
  if (value.type === 'ByteLevel') return { use_regex: true, ...value };
  const removesTheRest =
    'behavior' in value && value.behavior === 'Removed' && 'invert' in value && value.invert === true;
  return value.type === 'Split' && removesTheRest ? { ...value, behavior: 'Isolated', invert: false } : value;
}
