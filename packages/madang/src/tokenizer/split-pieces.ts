// Cuts text into the pieces that the base's own tokenizer never merges across. Byte-level BPE: what its pre-tokenizer
// makes, its patterns run as JavaScript's (`\s` there is not Unicode's White_Space, which the tokenizers library uses).
// Sentencepiece: its pieces hold spaces at their beginning alone, so text is cut before spaces.
import { z } from 'zod';
import { tokenizerError } from './errors.ts';
import { preTokenizerNames, preTokenizerOf } from './pre-tokenizers.ts';
import type { SpacePrefix } from './sentencepiece.ts';
import { kindOfTokenizer } from './tokenizer-json.ts';

export type SplitPieces = (text: string) => string[];

const gpt2Pattern = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** Throws `tokenizer/unknown-pre-tokenizer` where the tokenizer is of no kind that we know. */
export function splitterFrom(tokenizerJson: string): SplitPieces {
  const json: { pre_tokenizer?: unknown } = JSON.parse(tokenizerJson);
  const kind = kindOfTokenizer(json);
  if (kind?.kind === 'sentencepiece') return spacesBefore(kind.spacePrefix);
  if (kind?.kind === 'byte-level') return splitterOf(stepSchema.parse(preTokenizerOf(kind.pre).json));
  throw tokenizerError('input', 'unknown-pre-tokenizer', {
    found: JSON.stringify(json.pre_tokenizer ?? null).slice(0, 300),
    known: ['sentencepiece', ...preTokenizerNames].join(', '),
  });
}

type Step =
  | { type: 'Sequence'; pretokenizers: Step[] }
  | { type: 'Split'; pattern: { Regex: string } }
  | { type: 'Digits' }
  | { type: 'ByteLevel'; use_regex: boolean };

const stepSchema: z.ZodType<Step> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('Sequence'), pretokenizers: z.array(stepSchema) }),
    z.object({ type: z.literal('Split'), pattern: z.object({ Regex: z.string() }) }),
    z.object({ type: z.literal('Digits') }),
    z.object({ type: z.literal('ByteLevel'), use_regex: z.boolean() }),
  ]),
);

function splitterOf(step: Step): SplitPieces {
  switch (step.type) {
    case 'Sequence': {
      const splitters = step.pretokenizers.map(splitterOf);
      return (text) => splitters.reduce((pieces, split) => pieces.flatMap(split), [text]);
    }
    case 'Split':
      return isolate(step.pattern.Regex);
    case 'Digits':
      return isolate('\\p{N}');
    case 'ByteLevel':
      return step.use_regex ? isolate(gpt2Pattern) : (text) => [text];
  }
}

function spacesBefore(prefix: SpacePrefix): SplitPieces {
  return (text) => (text === '' ? [] : ((prefix === 'none' ? text : ` ${text}`).match(/ *[^ ]+| +/g) ?? []));
}

/** Each match is a piece, and so is what lies between two. */
function isolate(pattern: string): SplitPieces {
  const withWhiteSpace = pattern.replaceAll('\\s', '\\p{White_Space}').replaceAll('\\S', '\\P{White_Space}');
  const expression = new RegExp(withWhiteSpace, 'gu');
  return (text) => {
    const pieces: string[] = [];
    let end = 0;
    for (const { 0: match, index } of text.matchAll(expression)) {
      if (index > end) pieces.push(text.slice(end, index));
      pieces.push(match);
      end = index + match.length;
    }
    if (end < text.length) pieces.push(text.slice(end));
    return pieces;
  };
}

/** A longer piece is no word, and merging in it takes time with the square of its length: it is cut at this length. */
const longestPieceCharacters = 500;

/** How often each piece occurs in the texts. */
export function countPieces(texts: Iterable<string>, split: SplitPieces): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const piece of split(text.normalize('NFC')).flatMap(chop)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  return counts;
}

function chop(piece: string): string[] {
  if (piece.length <= longestPieceCharacters) return [piece];
  return piece.match(new RegExp(`[^]{1,${longestPieceCharacters}}`, 'gu')) ?? [];
}
