import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergesFromScores, scoresFromMerges } from './merge-scores.ts';

const noneUserDefined = () => false;

test('every way to part a piece, highest score first; then longer left parts', () => {
  const scores = new Map([
    ['a', -9],
    ['b', -9],
    ['😀', -9],
    ['ab', -1],
    ['aba', 0],
    ['b😀', -2],
    ['ba', -3],
  ]);
  expect(mergesFromScores(scores)).toEqual([
    ['ab', 'a'],
    ['a', 'ba'],
    ['a', 'b'],
    ['b', '😀'],
    ['b', 'a'],
  ]);
});

test('scores read off the merges give the merges again', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'b', '▁', '한', '😀'), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.uniqueArray(piece, { minLength: 1, maxLength: 40 }), (pieces) => {
      const scores = new Map([...pieces, ...'ab▁한😀'].map((text, place) => [text, -place]));
      const merges = mergesFromScores(scores);
      const found = scoresFromMerges(new Set(scores.keys()), merges, noneUserDefined);
      expect(found && mergesFromScores(found)).toEqual(merges);
    }),
  );
});

test('merges that no scores give are told', () => {
  const pieces = new Set(['a', 'b', 'ab', 'aba', 'ba']);
  const give = (merges: [string, string][]) => scoresFromMerges(pieces, merges, noneUserDefined);
  const all: [string, string][] = [
    ['a', 'b'],
    ['ab', 'a'],
    ['a', 'ba'],
    ['b', 'a'],
  ];
  expect(give(all)?.get('aba')).toBe(-2);
  expect(give(all.slice(0, 3))).toBeUndefined();
  expect(give([all[1] ?? ['', ''], all[0] ?? ['', ''], all[2] ?? ['', ''], all[3] ?? ['', '']])).toBeUndefined();
  // a token that matches before anything merges may stand anywhere
  const odd: [string, string][] = [
    ['ab', 'a'],
    ['a', 'b'],
    ['b', 'a'],
  ];
  expect(scoresFromMerges(pieces, odd, (piece) => piece === 'aba')?.get('aba')).toBe(0);
});
