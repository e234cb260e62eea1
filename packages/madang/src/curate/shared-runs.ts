// Does a text share a run of at least n characters with any held-out text? All runs of n characters of the held-out
// texts lie in a hash table; a rolling hash (Rabin and Karp, 1987; modulo 2^32) walks over the other text. Every hit is
// compared character by character, so the answer is exact. Texts are folded; n counts UTF-16 units.
import { foldText } from './fold-text.ts';

const multiplier = 0x01000193;
const none = -1;

/** Gives a function: the first shared run of a text, absent where there is none. */
export function indexRuns(heldOut: readonly string[], runCharacters: number): (text: string) => string | undefined {
  // folded text holds no line end, so no run of another text spans two of these
  const all = heldOut.map(foldText).join('\n');
  const bucketBits = Math.min(28, Math.max(8, Math.ceil(Math.log2(all.length + 1)) + 1));
  const buckets = new Int32Array(2 ** bucketBits).fill(none);
  const following = new Int32Array(all.length).fill(none);
  const bucketOf = (hash: number): number => Math.imul(hash, 0x9e3779b1) >>> (32 - bucketBits);

  const find = (text: string, start: number, hash: number): number => {
    let at = buckets[bucketOf(hash)] ?? none;
    while (at !== none && !equalRuns(all, at, text, start, runCharacters)) at = following[at] ?? none;
    return at;
  };

  rollHashes(all, runCharacters, (start, hash) => {
    if (find(all, start, hash) !== none) return false;
    const bucket = bucketOf(hash);
    following[start] = buckets[bucket] ?? none;
    buckets[bucket] = start;
    return false;
  });

  return (text) => {
    const folded = foldText(text);
    const start = rollHashes(folded, runCharacters, (at, hash) => find(folded, at, hash) !== none);
    return start === undefined ? undefined : folded.slice(start, start + runCharacters);
  };
}

function equalRuns(a: string, aStart: number, b: string, bStart: number, length: number): boolean {
  for (let offset = 0; offset < length; offset += 1) {
    if (a.charCodeAt(aStart + offset) !== b.charCodeAt(bStart + offset)) return false;
  }
  return true;
}

/** Calls `visit` with each run's start and hash until it says true; gives that start. */
function rollHashes(
  text: string,
  runCharacters: number,
  visit: (start: number, hash: number) => boolean,
): number | undefined {
  let leavingFactor = 1;
  for (let count = 1; count < runCharacters; count += 1) leavingFactor = Math.imul(leavingFactor, multiplier);
  let hash = 0;
  for (let end = 0; end < text.length; end += 1) {
    if (end >= runCharacters) hash -= Math.imul(text.charCodeAt(end - runCharacters), leavingFactor);
    hash = (Math.imul(hash, multiplier) + text.charCodeAt(end)) | 0;
    const start = end - runCharacters + 1;
    if (start >= 0 && visit(start, hash)) return start;
  }
  return undefined;
}
