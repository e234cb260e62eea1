// Windows for the proofs: each token is predicted once, from at most 1,024 tokens to its left, after the prefix token
// (begin of text, else end of text). The last, short window keeps what it has.
import type { ScoringWindow } from '../evaluate/contract.ts';
import type { ModelConfig } from '../model/contract.ts';

export const proofWindowTokens = 1024;

export function proofWindows(ids: readonly number[], config: ModelConfig): ScoringWindow[] {
  const length = Math.min(proofWindowTokens, config.contextLength);
  const prefixed = [config.beginTokenId ?? config.endTokenId ?? 0, ...ids];
  const windows: ScoringWindow[] = [];
  for (let start = 0; start < ids.length; start += length) {
    const end = Math.min(start + length, ids.length);
    windows.push({ inputs: prefixed.slice(start, end), targets: ids.slice(start, end), scoredFrom: 0 });
  }
  return windows;
}
