import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learnedTokens, packRows, pieceOfAnswer, piecesOfPassage } from './pack-rows.ts';

const prefix = 1;
const rowTokens = fc.integer({ min: 1, max: 40 });
const tokenIds = (minimum: number, maximum: number) =>
  fc.array(fc.integer({ min: 2, max: 500 }), { minLength: minimum, maxLength: maximum });

describe('piecesOfPassage', () => {
  test('makes every token a target once, read after the tokens before it', () => {
    fc.assert(
      fc.property(tokenIds(0, 120), rowTokens, (ids, size) => {
        const pieces = piecesOfPassage(ids, prefix, size);
        expect(pieces.flatMap((piece) => piece.targets)).toEqual(ids);
        expect(pieces.flatMap((piece) => piece.inputs)).toEqual([prefix, ...ids].slice(0, ids.length));
        for (const { inputs, targets, weights } of pieces) {
          expect(inputs.length).toBe(targets.length);
          expect(inputs.length).toBeLessThanOrEqual(size);
          expect(weights).toEqual(targets.map(() => 1));
        }
      }),
    );
  });
});

describe('pieceOfAnswer', () => {
  test('learns the answer and nothing else, or says that it does not fit', () => {
    fc.assert(
      fc.property(tokenIds(0, 30), tokenIds(0, 30), rowTokens, (context, answer, size) => {
        const piece = pieceOfAnswer(context, answer, size);
        const fits = context.length > 0 && answer.length > 0 && context.length + answer.length - 1 <= size;
        expect(piece !== undefined).toBe(fits);
        if (!piece) return;
        expect(piece.targets.filter((_, index) => piece.weights[index] === 1)).toEqual(answer);
        expect([piece.inputs[0], ...piece.targets]).toEqual([...context, ...answer]);
        expect(learnedTokens([piece])).toBe(answer.length);
      }),
    );
  });
});

describe('packRows', () => {
  test('lays every piece in one row and fills none beyond its length', () => {
    const passages = fc.array(tokenIds(1, 90), { maxLength: 60 });
    fc.assert(
      fc.property(passages, rowTokens, (texts, size) => {
        const pieces = texts.flatMap((ids) => piecesOfPassage(ids, prefix, size));
        const rows = packRows(pieces, size);
        const laid = rows.flat();
        expect(laid.length).toBe(pieces.length);
        expect(new Set(laid)).toEqual(new Set(pieces));
        for (const row of rows) {
          expect(row.length).toBeGreaterThan(0);
          expect(row.reduce((sum, piece) => sum + piece.inputs.length, 0)).toBeLessThanOrEqual(size);
        }
      }),
    );
  });

  test('puts what is left over together', () => {
    const pieces = [10, 12, 20, 9].flatMap((length) => piecesOfPassage(Array(length).fill(5), prefix, 32));
    expect(packRows(pieces, 32).map((row) => row.map(({ targets }) => targets.length))).toEqual([[10, 12, 9], [20]]);
  });
});
