import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embedTokens, layPassages } from './decoder-feeds.ts';

describe('embedTokens', () => {
  test('copies the rows of the ids; padding, and what is not given, is zero', () => {
    const embedding = Float32Array.of(0, 1, 10, 11, 20, 21);
    const embedded = new Float32Array(10).fill(7);
    embedTokens(embedded, embedding, 2, [2, -1, 0, 1]);
    expect([...embedded]).toEqual([20, 21, 0, 0, 0, 1, 10, 11, 0, 0]);
  });
});

describe('layPassages', () => {
  const rowTokens = fc.integer({ min: 1, max: 12 });
  /** Rows of passage numbers with padding (−1) behind them, numbered through the whole batch. */
  const layouts = fc.tuple(
    fc.array(fc.array(fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 4 }),
    rowTokens,
  );

  test('a token attends to itself and to earlier tokens of its own passage, and to nothing else', () => {
    fc.assert(
      fc.property(layouts, ([rows, size]) => {
        let number = 0;
        const passages = rows.flatMap((lengths) => {
          const row = lengths.flatMap((length) => Array<number>(length).fill(number++));
          return [...row, ...Array<number>(size).fill(-1)].slice(0, size);
        });
        const positions = new BigInt64Array(passages.length).fill(99n);
        const mask = new Float32Array(passages.length * size).fill(99);
        layPassages(positions, mask, passages, size);
        for (const [token, passage] of passages.entries()) {
          const row = Math.floor(token / size);
          const before = passages.slice(row * size, token);
          const expected = passage < 0 ? 0 : before.filter((other) => other === passage).length;
          expect(Number(positions[token])).toBe(expected);
          for (let key = 0; key < size; key++) {
            const other = row * size + key;
            const isSeen = other === token || (other < token && passage >= 0 && passages[other] === passage);
            const value = mask[token * size + key] ?? Number.NaN;
            if (isSeen) expect(value).toBe(0);
            else expect(value).toBeLessThanOrEqual(-1e8);
          }
        }
      }),
    );
  });

  test('the same number in another row is another passage', () => {
    const positions = new BigInt64Array(4);
    layPassages(positions, new Float32Array(8), [0, 0, 0, 0], 2);
    expect([...positions].map(Number)).toEqual([0, 1, 0, 1]);
  });
});
