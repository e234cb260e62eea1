import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergesApplier } from './apply-merges.ts';
import { findCandidates, type Merge, type SegmentedPiece } from './find-candidates.ts';

const letters = 'abcd';
const settings = {
  maximum: 50,
  firstNewId: letters.length,
  tokenOf: (id: number) => letters[id],
  isInVocabulary: (token: string) => token.length === 1,
  accept: () => true,
};
const anyPieces = fc.array(
  fc.record({
    ids: fc.array(fc.nat(letters.length - 1), { minLength: 1, maxLength: 9 }),
    count: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 12 },
);

test('the most frequent pair is merged first, then the most frequent with its token', () => {
  // low low low lower: l-o and o-w 4 times each, the smaller pair of ids wins
  const ids = (word: string) => [...word].map((letter) => 'lower'.indexOf(letter));
  const merges = findCandidates(
    [
      { ids: ids('low'), count: 3 },
      { ids: ids('lower'), count: 1 },
    ],
    { ...settings, firstNewId: 5, tokenOf: (id) => 'lower'[id] },
  );
  expect(merges.map(({ token, count }) => [token, count])).toEqual([
    ['lo', 4],
    ['low', 4],
  ]);
});

test('the same merges and counts as counting every pair anew after each merge', () => {
  fc.assert(
    fc.property(anyPieces, (pieces) => {
      expect(findCandidates(pieces, settings)).toEqual(countAnew(pieces, 50, () => true));
    }),
    { numRuns: 300 },
  );
});

test('refused tokens are never made, and nothing is built on them', () => {
  const accept = (token: string) => token.includes('a');
  fc.assert(
    fc.property(anyPieces, (pieces) => {
      const merges = findCandidates(pieces, { ...settings, accept });
      expect(merges).toEqual(countAnew(pieces, 50, accept));
      expect(merges.every(({ token }) => token.includes('a'))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('the first N of many merges are the merges of a search for N, and each piece is cut by the first N as by N alone', () => {
  fc.assert(
    fc.property(anyPieces, fc.nat(12), (pieces, maximum) => {
      const many = findCandidates(pieces, settings);
      const few = findCandidates(pieces, { ...settings, maximum });
      expect(few).toEqual(many.slice(0, maximum));
      const applyMany = mergesApplier(many, settings.firstNewId);
      const applyFew = mergesApplier(few, settings.firstNewId);
      for (const { ids } of pieces) {
        const { ran, lives } = applyMany(ids);
        expect(ran).toEqual(ran.toSorted((a, b) => a - b));
        expect(applyMany(ids, maximum)).toEqual(applyFew(ids));
        expect(applyFew(ids).ran).toEqual(ran.filter((rank) => rank < maximum));
        const alive = lives.filter(({ rank, usedUpBy }) => rank < maximum && maximum <= usedUpBy);
        const made = applyFew(ids).ids.filter((id) => id >= settings.firstNewId);
        expect(alive.map(({ rank }) => rank + settings.firstNewId).sort()).toEqual(made.toSorted());
      }
    }),
    { numRuns: 200 },
  );
});

/** The definition, slowly. */
function countAnew(pieces: readonly SegmentedPiece[], maximum: number, accept: (token: string) => boolean): Merge[] {
  const words = pieces.map(({ ids }) => [...ids]);
  const texts: string[] = [...letters];
  const merges: Merge[] = [];
  while (merges.length < maximum) {
    const counts = new Map<string, number>();
    for (const [index, word] of words.entries()) {
      for (let place = 1; place < word.length; place++) {
        const pair = `${word[place - 1]} ${word[place]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + (pieces[index]?.count ?? 0));
      }
    }
    const [best] = [...counts]
      .map(([pair, count]) => ({ pair: pair.split(' ').map(Number), count }))
      .map(({ pair: [left = 0, right = 0], count }) => ({ left, right, count, token: `${texts[left]}${texts[right]}` }))
      .filter(({ token, count }) => count >= 2 && !texts.includes(token) && accept(token))
      .sort((a, b) => b.count - a.count || a.left - b.left || a.right - b.right);
    if (!best) break;
    merges.push(best);
    texts.push(best.token);
    for (const word of words) {
      for (let place = 0; place + 1 < word.length; place++) {
        if (word[place] === best.left && word[place + 1] === best.right) word.splice(place, 2, texts.length - 1);
      }
    }
  }
  return merges;
}
