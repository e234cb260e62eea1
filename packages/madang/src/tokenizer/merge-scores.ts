// Sentencepiece orders merges by the score of the piece that a pair makes; Hugging Face by a list of pairs. From scores to
// the list: every way to part a piece in two pieces, highest score first, as transformers makes it. And back: a score for
// each piece by the place of its first pair.

type Pair = readonly [left: string, right: string];

/** Of pairs with one score, those with the longer left, then the longer right part come first. */
export function mergesFromScores(scores: ReadonlyMap<string, number>): Pair[] {
  const falling = [...scores].sort((a, b) => b[1] - a[1]);
  const merges: Pair[] = [];
  for (let start = 0; start < falling.length; ) {
    const score = falling[start]?.[1];
    let end = start;
    while (falling[end]?.[1] === score && end < falling.length) end++;
    const pairs = falling.slice(start, end).flatMap(([piece]) => pairsOf(piece, scores));
    if (end - start > 1) pairs.sort((a, b) => lengthOf(b[0]) - lengthOf(a[0]) || lengthOf(b[1]) - lengthOf(a[1]));
    for (const pair of pairs) merges.push(pair);
    start = end;
  }
  return merges;
}

/**
 * Scores that give the merges back; undefined where no scores do: the pairs of a piece stand together, and every pair that
 * makes a piece is there. Tokens that match before anything is merged (user-defined ones) are above all; pieces that
 * nothing makes (characters) are below all.
 */
export function scoresFromMerges(
  pieces: ReadonlySet<string>,
  merges: readonly Pair[],
  isUserDefined: (piece: string) => boolean,
): Map<string, number> | undefined {
  const ranks = new Map<string, number>();
  let last = '';
  let pairs = 0;
  for (const [left, right] of merges) {
    const piece = left + right;
    if (isUserDefined(piece)) continue;
    if (piece !== last && ranks.has(piece)) return undefined;
    if (piece !== last) ranks.set(piece, ranks.size + 1);
    last = piece;
    pairs++;
  }
  const scores = new Map<string, number>();
  for (const piece of pieces) {
    const made = !isUserDefined(piece);
    scores.set(piece, made ? -(ranks.get(piece) ?? ranks.size + 1) : 0);
    if (made) pairs -= pairsOf(piece, pieces).length;
  }
  return pairs === 0 ? scores : undefined;
}

/** Longest left part first; parted between characters, never inside a surrogate pair. */
function pairsOf(piece: string, pieces: ReadonlySet<string> | ReadonlyMap<string, number>): Pair[] {
  const pairs: Pair[] = [];
  for (let end = piece.length - 1; end > 0; end--) {
    if (isLowSurrogate(piece.charCodeAt(end))) continue;
    const [left, right] = [piece.slice(0, end), piece.slice(end)];
    if (pieces.has(left) && pieces.has(right)) pairs.push([left, right]);
  }
  return pairs;
}

/** In characters. */
function lengthOf(piece: string): number {
  let length = piece.length;
  for (let place = 0; place < piece.length; place++) if (isLowSurrogate(piece.charCodeAt(place))) length--;
  return length;
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
