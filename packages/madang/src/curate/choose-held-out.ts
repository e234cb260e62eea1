// Which documents are kept for measuring. By the parent's hash, so that each parent is decided by itself and adding
// documents moves none; with fewer than 20 parents, or where the hashes choose none, by contiguous blocks of passages.
import type { Document } from '../intake/contract.ts';

export const fewestParents = 20;
const mostBlocks = 4;
const passagesInBlock = 4;

export interface HeldOutRule {
  readonly by: 'parent' | 'block';
  /** `parents` are counted before duplicates are dropped, so that the count only grows. */
  readonly parents: number;
}

/** `candidates`: documents that passed every test of their own, duplicates included. */
export function chooseRule(candidates: readonly Document[], share: number): HeldOutRule {
  const parents = new Set(candidates.map(({ parent }) => parent));
  const chosen = [...parents].filter((parent) => isHeldOut(parent, share)).length;
  const byParent = parents.size >= fewestParents && chosen > 0 && chosen < parents.size;
  return { by: byParent ? 'parent' : 'block', parents: parents.size };
}

export function chooseHeldOut(documents: readonly Document[], share: number, rule: HeldOutRule): Set<Document> {
  if (rule.by === 'parent') return new Set(documents.filter(({ parent }) => isHeldOut(parent, share)));
  if (documents.length < 2) return new Set();
  const passages = Math.max(1, Math.round(documents.length * share));
  const blocks = Math.max(1, Math.min(mostBlocks, Math.floor(passages / passagesInBlock)));
  const chosen = new Set<Document>();
  for (let block = 0; block < blocks; block += 1) {
    const length = Math.floor(((block + 1) * passages) / blocks) - Math.floor((block * passages) / blocks);
    const middle = ((block + 0.5) * documents.length) / blocks;
    const start = Math.max(0, Math.round(middle - length / 2));
    for (const document of documents.slice(start, start + length)) chosen.add(document);
  }
  return chosen;
}

/** The first 32 bits of the hash, as a number from 0 to 1, lie below the share. */
function isHeldOut(parent: string, share: number): boolean {
  return Number.parseInt(parent.slice(0, 8), 16) / 2 ** 32 < share;
}
