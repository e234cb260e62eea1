import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldText } from './fold-text.ts';
import { indexRuns } from './shared-runs.ts';

// two letters, so that runs, repeats and near misses are frequent
const letters = (most: number) =>
  fc.array(fc.constantFrom('a', 'b', ' '), { maxLength: most }).map((parts) => parts.join(''));

it('finds the first shared run exactly where trying every run finds it', () => {
  fc.assert(
    fc.property(
      fc.array(letters(30), { maxLength: 4 }),
      letters(40),
      fc.integer({ min: 1, max: 12 }),
      (heldOut, text, length) => {
        const folded = foldText(text);
        const starts = Array.from({ length: Math.max(0, folded.length - length + 1) }, (_, start) => start);
        const first = starts.find((start) =>
          heldOut.some((other) => foldText(other).includes(folded.slice(start, start + length))),
        );
        expect(indexRuns(heldOut, length)(text)).toBe(
          first === undefined ? undefined : folded.slice(first, first + length),
        );
      },
    ),
    { numRuns: 500 },
  );
});

it('does not see case, width or line breaks', () => {
  const sharedRunOf = indexRuns(['앞말. 마당은 Korean\n집의 한가운데 있다. 뒷말'], 20);
  expect(sharedRunOf('다른 글 속의 마당은 ＫＯＲＥＡＮ  집의 한가운데 있다는 말')).toBe(
    ' 마당은 korean 집의 한가운데 ',
  );
});

it('walks over 8 MB in a few seconds', () => {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return String.fromCharCode(0xac00 + ((state >>> 16) % 2000));
  };
  const textOf = (characters: number) => Array.from({ length: characters }, random).join('');
  const heldOut = Array.from({ length: 60 }, () => textOf(2200));
  const texts = Array.from({ length: 900 }, () => textOf(2900));
  const startedMs = performance.now();
  const sharedRunOf = indexRuns(heldOut, 40);
  expect(texts.filter((text) => sharedRunOf(text) !== undefined)).toEqual([]);
  expect(sharedRunOf(`${texts[0]}${heldOut[59]?.slice(-40)}`)).toBe(heldOut[59]?.slice(-40));
  expect(performance.now() - startedMs).toBeLessThan(8000);
});
