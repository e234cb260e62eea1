import { expect, test } from 'vitest';
import { answerHoldsFact } from './answer-holds-fact.ts';

test.each([
  ['The capital of France is Paris.', ['Paris'], true],
  ['PARIS', ['Paris'], true],
  ['It is L’Étoile.', ['Paris'], false],
  ['There are 7 days in a week.', ['seven', '7'], true],
  ['There are 17 days.', ['7'], false],
  ['A parisian café', ['Paris'], false],
  ['William Shakespeare wrote it.', ['shakespeare'], true],
  ['It has 1,000 grams', ['1000'], true],
  ['', ['Paris'], false],
])('%s', (answer, accepted, expected) => {
  expect(answerHoldsFact(answer, accepted)).toBe(expected);
});
