// Continued byte-pair encoding (Purason et al., arXiv 2512.03989): text is cut by the base tokenizer, then the most
// frequent pair of neighbours inside pieces is merged, again and again; the merges are appended to the base's own.
// Pair counts are kept up to date with an index from pair to pieces and a heap whose old entries are corrected when
// they come up. Ties go to the smaller ids. A merge never makes a token that exists: a token reached in two ways would
// let later merges run before earlier ones, and the order of merges would no longer tell how text is cut.

export interface SegmentedPiece {
  /** Token ids of the base. */
  readonly ids: readonly number[];
  /** How often the piece occurs. */
  readonly count: number;
}

export interface Merge {
  readonly left: number;
  readonly right: number;
  /** What follows where more than two make the token: a character that was spelled in bytes. */
  readonly rest?: readonly number[];
  /** The new token, in byte characters; its id is the first new id plus its place. */
  readonly token: string;
  /** How often the pair stood in the text when it was merged. */
  readonly count: number;
}

export interface CandidateSettings {
  readonly maximum: number;
  /** Id of the first new token: above every id of the base. */
  readonly firstNewId: number;
  /** A base token in byte characters. */
  readonly tokenOf: (id: number) => string | undefined;
  readonly isInVocabulary: (token: string) => boolean;
  /** Whether the token may be added. */
  readonly accept: (token: string) => boolean;
  /** Pairs seen less often are no candidates. */
  readonly fewest?: number;
}

/** Left and right id in one number. */
export const pairKey = (left: number, right: number): number => left * 2 ** 24 + right;
const leftOf = (key: number): number => Math.floor(key / 2 ** 24);
const rightOf = (key: number): number => key % 2 ** 24;

export function findCandidates(pieces: readonly SegmentedPiece[], settings: CandidateSettings): Merge[] {
  const { maximum, firstNewId, tokenOf, isInVocabulary, accept, fewest = 2 } = settings;
  const words = pieces.map(({ ids }) => [...ids]);
  const pairCounts = new Map<number, number>();
  const piecesOfPair = new Map<number, number[]>();
  const heap = pairHeap();
  const refused = new Set<number>();
  const merges: Merge[] = [];
  const made = new Set<string>();
  const textOf = (id: number): string | undefined => (id < firstNewId ? tokenOf(id) : merges[id - firstNewId]?.token);

  const addPair = (left: number, right: number, index: number): number => {
    const key = pairKey(left, right);
    pairCounts.set(key, (pairCounts.get(key) ?? 0) + (pieces[index]?.count ?? 0));
    const known = piecesOfPair.get(key);
    if (!known) piecesOfPair.set(key, [index]);
    else if (known.at(-1) !== index) known.push(index);
    return key;
  };
  const changeCount = (left: number, right: number, index: number, sign: 1 | -1): void => {
    const key = pairKey(left, right);
    pairCounts.set(key, (pairCounts.get(key) ?? 0) + sign * (pieces[index]?.count ?? 0));
  };
  const pushAll = (keys: Iterable<number>): void => {
    for (const key of keys) {
      const count = pairCounts.get(key) ?? 0;
      if (count >= fewest && !refused.has(key)) heap.push(key, count);
    }
  };

  for (const [index, word] of words.entries()) forEachPair(word, (left, right) => addPair(left, right, index));
  pushAll(pairCounts.keys());

  for (let top = heap.pop(); top && merges.length < maximum; top = heap.pop()) {
    const { key, count } = top;
    const current = pairCounts.get(key) ?? 0;
    if (refused.has(key) || current !== count) {
      if (current < count) pushAll([key]);
      continue;
    }
    const [left, right] = [leftOf(key), rightOf(key)];
    const token = joinTokens(textOf(left), textOf(right));
    if (token === undefined || made.has(token) || isInVocabulary(token) || !accept(token)) {
      refused.add(key);
      continue;
    }
    const id = firstNewId + merges.length;
    merges.push({ left, right, token, count });
    made.add(token);
    const added = new Set<number>();
    for (const index of piecesOfPair.get(key) ?? []) {
      const word = words[index] ?? [];
      const merged = mergePair(word, left, right, id);
      if (merged.length === word.length) continue;
      words[index] = merged;
      // Pairs away from the new token are taken and given back in equal number; only its own are new to the index.
      forEachPair(word, (a, b) => changeCount(a, b, index, -1));
      forEachPair(merged, (a, b) => {
        if (a === id || b === id) added.add(addPair(a, b, index));
        else changeCount(a, b, index, 1);
      });
    }
    piecesOfPair.delete(key);
    pairCounts.delete(key);
    pushAll(added);
  }
  return merges;
}

function joinTokens(left: string | undefined, right: string | undefined): string | undefined {
  return left === undefined || right === undefined ? undefined : left + right;
}

/** The word with each such pair, from the left, made one. */
function mergePair(word: readonly number[], left: number, right: number, id: number): number[] {
  const merged: number[] = [];
  for (let place = 0; place < word.length; place++) {
    const isPair = word[place] === left && word[place + 1] === right;
    merged.push(isPair ? id : (word[place] ?? 0));
    if (isPair) place++;
  }
  return merged;
}

function forEachPair(word: readonly number[], visit: (left: number, right: number) => void): void {
  for (let place = 1; place < word.length; place++) visit(word[place - 1] ?? 0, word[place] ?? 0);
}

/** A binary heap of pairs: highest count first, then the smaller key. */
function pairHeap() {
  const keys: number[] = [];
  const counts: number[] = [];
  const precedes = (a: number, b: number): boolean => {
    const [countA, countB] = [counts[a] ?? 0, counts[b] ?? 0];
    return countA !== countB ? countA > countB : (keys[a] ?? 0) < (keys[b] ?? 0);
  };
  const swap = (a: number, b: number): void => {
    const [key, count] = [keys[a] ?? 0, counts[a] ?? 0];
    keys[a] = keys[b] ?? 0;
    counts[a] = counts[b] ?? 0;
    keys[b] = key;
    counts[b] = count;
  };
  return {
    push(key: number, count: number): void {
      let place = keys.push(key) - 1;
      counts.push(count);
      for (let above = (place - 1) >> 1; place > 0 && precedes(place, above); above = (place - 1) >> 1) {
        swap(place, above);
        place = above;
      }
    },
    pop(): { key: number; count: number } | undefined {
      const [key, count] = [keys[0], counts[0]];
      if (key === undefined || count === undefined) return undefined;
      swap(0, keys.length - 1);
      keys.pop();
      counts.pop();
      for (let place = 0; ; ) {
        const [first, second] = [2 * place + 1, 2 * place + 2];
        const best = second < keys.length && precedes(second, first) ? second : first;
        if (best >= keys.length || !precedes(best, place)) break;
        swap(best, place);
        place = best;
      }
      return { key, count };
    },
  };
}
