// Cuts a token sequence into windows in which every token is predicted exactly once, as lm-evaluation-harness does for
// rolling log-likelihood with one token of context: the first window predicts T[0..M) after the prefix token (begin
// of text, else end of text); later ones predict disjoint blocks of M tokens; the last, short block keeps full left
// context, so part of what it predicts was scored before and does not count again (`scoredFrom`).
import type { ScoringWindow } from './contract.ts';

export interface WindowSettings {
  /** Longest input in tokens. */
  readonly window: number;
  /** Stands before the first token: begin of text, else end of text. */
  readonly prefixTokenId: number;
}

/** Windows over `tokens`; only tokens from index `countedFrom` on count (the answer after its prompt). */
export function makeWindows(tokens: readonly number[], settings: WindowSettings, countedFrom = 0): ScoringWindow[] {
  const { window, prefixTokenId } = settings;
  if (!Number.isInteger(window) || window < 1)
    throw new RangeError(`window must be a whole number >= 1, got ${window}`);
  const prefixed = [prefixTokenId, ...tokens];
  const windows: ScoringWindow[] = [];
  for (let predicted = 0; predicted < tokens.length; ) {
    const end = Math.min(predicted + window, tokens.length);
    const start = Math.max(0, end - window);
    if (end > countedFrom) {
      windows.push({
        inputs: prefixed.slice(start, end),
        targets: tokens.slice(start, end),
        scoredFrom: Math.max(predicted, countedFrom) - start,
      });
    }
    predicted = end;
  }
  return windows;
}

/** The token before the first one, by the same convention. */
export function prefixTokenOf(config: { beginTokenId?: number | undefined; endTokenId?: number | undefined }): number {
  const prefix = config.beginTokenId ?? config.endTokenId;
  if (prefix === undefined) throw new RangeError('the model names neither a begin nor an end token');
  return prefix;
}
