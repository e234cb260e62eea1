// Scores texts with any `Scorer`: tokens -> windows -> log-likelihood in nats and bits per UTF-8 byte of the NFC text.
// Windows of all texts are handed over together, so that the scorer can batch them. Sums are in float64 (a sum kept in
// 16 bits is off by 0.2 % after 2,048 terms).
import { asText, type EncodeSettings } from '../tokenizer/encode.ts';
import type { Scorer } from './contract.ts';
import { makeWindows, type WindowSettings } from './make-windows.ts';

export interface TextScore {
  /** Nats; negative. */
  readonly logLikelihood: number;
  /** Tokens that count. */
  readonly tokens: number;
  /** UTF-8 bytes of the NFC text. */
  readonly bytes: number;
}

export interface TokenSequence {
  readonly tokens: readonly number[];
  /** Tokens before this index are context only. */
  readonly countedFrom: number;
}

export interface ScoringSetup extends WindowSettings {
  readonly scorer: Scorer;
}

/** What scoring needs of a tokenizer. */
export interface TextEncoder {
  encodeAll(texts: readonly string[], settings?: EncodeSettings): Promise<number[][]>;
}

export async function scoreTexts(
  texts: readonly string[],
  setup: ScoringSetup & { readonly tokenizer: TextEncoder },
  onScored?: (tokens: number) => void,
): Promise<TextScore[]> {
  const normalized = texts.map((text) => text.normalize('NFC'));
  const encoded = await setup.tokenizer.encodeAll(normalized, asText);
  const sequences = encoded.map((tokens) => ({ tokens, countedFrom: 0 }));
  const logLikelihoods = await scoreSequences(sequences, setup, onScored);
  return normalized.map((text, index) => ({
    logLikelihood: logLikelihoods[index] ?? 0,
    tokens: encoded[index]?.length ?? 0,
    bytes: Buffer.byteLength(text, 'utf8'),
  }));
}

/** Log-likelihood (nats) of the counted tokens of each sequence. */
export async function scoreSequences(
  sequences: readonly TokenSequence[],
  setup: ScoringSetup,
  onScored?: (tokens: number) => void,
): Promise<number[]> {
  const owned = sequences.flatMap(({ tokens, countedFrom }, owner) =>
    makeWindows(tokens, setup, countedFrom).map((window) => ({ owner, window })),
  );
  const sums = sequences.map(() => 0);
  if (owned.length === 0) return sums;
  const scores = await setup.scorer.score(
    owned.map(({ window }) => window),
    onScored,
  );
  for (const [index, { owner, window }] of owned.entries()) {
    const logProbabilities = scores[index];
    if (logProbabilities?.length !== window.targets.length) {
      throw new Error(`the scorer gave ${logProbabilities?.length} numbers for ${window.targets.length} targets`);
    }
    let sum = sums[owner] ?? 0;
    for (const logProbability of logProbabilities.subarray(window.scoredFrom)) sum += logProbability;
    sums[owner] = sum;
  }
  return sums;
}

/** Tokens that count; the scorer's progress adds up to it. */
export function countScored(sequences: readonly TokenSequence[]): number {
  return sequences.reduce((sum, { tokens, countedFrom }) => sum + tokens.length - countedFrom, 0);
}

/** Bits per byte over all texts together: sum of nats / sum of bytes / ln 2. */
export function bitsPerByte(scores: readonly Pick<TextScore, 'logLikelihood' | 'bytes'>[]): number {
  const nats = scores.reduce((sum, score) => sum - score.logLikelihood, 0);
  const bytes = scores.reduce((sum, score) => sum + score.bytes, 0);
  return nats / bytes / Math.LN2;
}
