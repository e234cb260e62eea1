// Cuts text into the pieces that the base's own pre-tokenizer makes before byte-level BPE; no merge crosses their
// borders. The three that `pre-tokenizers.ts` knows: GPT-2's pattern, the same after setting every digit apart
// (SmolLM2), and Llama 3's pattern. JavaScript's `\s` is not Unicode's White_Space, which the tokenizers library uses.
import { tokenizerError } from './errors.ts';
import { type PreTokenizerName, preTokenizerNameFromJson, preTokenizerNames } from './pre-tokenizers.ts';

export type SplitPieces = (text: string) => string[];

const gpt2Pattern = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const llamaPattern =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const splitters: Readonly<Record<PreTokenizerName, SplitPieces>> = {
  'gpt-2': splitBy(gpt2Pattern),
  smollm: (text) => (text.match(/\p{N}|\P{N}+/gu) ?? []).flatMap(splitBy(gpt2Pattern)),
  'llama-bpe': splitBy(llamaPattern),
};

/** The pre-tokenizer of a `tokenizer.json`; throws `tokenizer/unknown-pre-tokenizer` for any other. */
export function splitterFrom(tokenizerJson: string): SplitPieces {
  const { pre_tokenizer: preTokenizer } = JSON.parse(tokenizerJson) as { pre_tokenizer?: unknown };
  const name = preTokenizerNameFromJson(preTokenizer);
  if (name) return splitters[name];
  throw tokenizerError('input', 'unknown-pre-tokenizer', {
    found: JSON.stringify(preTokenizer ?? null).slice(0, 300),
    known: preTokenizerNames.join(', '),
  });
}

function splitBy(pattern: string): SplitPieces {
  const withWhiteSpace = pattern.replaceAll('\\s', '\\p{White_Space}').replaceAll('\\S', '\\P{White_Space}');
  const expression = new RegExp(withWhiteSpace, 'gu');
  return (text) => text.match(expression) ?? [];
}

/** How often each piece occurs in the texts. */
export function countPieces(texts: Iterable<string>, split: SplitPieces): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const piece of split(text.normalize('NFC'))) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  return counts;
}
