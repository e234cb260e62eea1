export interface ExtensionAdvice {
  newTokens: number;
  speed: number;
  rows: number;
  trainedTokens: number;
  /** From so many trained tokens on, a graft with new tokens reads as well as one without. */
  breakEvenTokens: number;
  /** Forecast bits per byte against the base, in percent. */
  none: number;
  extended: number;
}

export const en = {
  errors: {
    'unknown-pre-tokenizer': (v: { found: string; known: string }) => ({
      found: `The base cuts text with a pre-tokenizer that Madang does not know: ${v.found}.`,
      expected: `One of ${v.known}.`,
      next: 'Choose another base with --base, or report the model so that its pre-tokenizer can be added.',
    }),
    'no-held-out': (v: { corpus: string }) => ({
      found: `The corpus in ${v.corpus} has no held-out text to measure on.`,
      expected: 'At least one held-out document.',
      next: 'Give more texts, or raise curate.heldOutShare in graft.yaml, then give the same command again.',
    }),
    'not-extendable': (v: { found: string }) => ({
      found: `The tokenizer cannot be extended: ${v.found}`,
      expected: 'A tokenizer.json with a BPE model, byte-level or of sentencepiece.',
      next: 'Leave the tokenizer as it is: --new-tokens 0.',
    }),
    'no-merges': (v: { corpus: string }) => ({
      found: `The training text in ${v.corpus} has no pair of tokens that could become a new one.`,
      expected: 'Text in the target language in which the same words come again.',
      next: 'Give more texts, or leave the tokenizer as it is: --new-tokens 0.',
    }),
    'extension-unproven': (v: { unreached: string; count: number; differentPieces: number }) => ({
      found: `The extended tokenizer is wrong: ${v.count} new tokens are not reached (${v.unreached}), ${v.differentPieces} held-out pieces are cut differently by the tokenizers library.`,
      expected: 'Every new token reached, and equal pieces.',
      next: 'Report this with the name of the base; --new-tokens 0 does without new tokens.',
    }),
  },
  notices: {
    extended: (v: { newTokens: number; fragments: number; changed: number }) =>
      `Added ${v.newTokens} tokens (${v.fragments} of them parts of a character); each is reached, and ${v.changed} % of the source language's ids changed.`,
    cut: (v: { tokensPerByte: number; tokensPerWord: number }) =>
      `The base cuts held-out text into ${v.tokensPerByte} tokens a byte, ${v.tokensPerWord} a word.`,
    'budget-unknown': (v: ExtensionAdvice) =>
      `${v.newTokens} new tokens would make the same text ${v.speed} times shorter; whether that pays depends on the budget (--max-time, --max-tokens). Without one, none are recommended.`,
    'budget-small': (v: ExtensionAdvice) =>
      `Recommended: no new tokens. Forecast for ${v.trainedTokens} trained tokens: ${v.none} % bits per byte without them, ${v.extended} % with ${v.newTokens}, which make text ${v.speed} times shorter. They draw level at about ${v.breakEvenTokens} trained tokens.`,
    'none-qualifies': (v: ExtensionAdvice) =>
      `Recommended: no new tokens. No size from 2,000 on is both used enough in held-out text and seen often enough in ${v.trainedTokens} trained tokens.`,
    pays: (v: ExtensionAdvice) =>
      `Recommended: ${v.newTokens} new tokens, text ${v.speed} times shorter for ${v.rows} rows. Forecast for ${v.trainedTokens} trained tokens: ${v.extended} % bits per byte with them, ${v.none} % without. Train the graft without them too, and compare.`,
  },
};
