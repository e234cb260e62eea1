// From scores to the numbers of `comparison.json`: each side's bits per byte with its interval, and the counts of
// answers that end and that hold their fact.
import { answerHoldsFact } from './answer-holds-fact.ts';
import type { Comparison, Measured } from './contract.ts';
import { comparePaired, type Resampling } from './intervals.ts';
import type { ChatAnswer, ChatItem, ScoreSet } from './score-sets.ts';

export function measureSet(
  set: ScoreSet,
  base: readonly number[],
  graft: readonly number[],
  resampling: Resampling,
): Measured {
  const scores = set.items.map(({ parent, bytes }, index) => ({
    parent,
    bytes,
    baseLogLikelihood: base[index] ?? Number.NaN,
    graftLogLikelihood: graft[index] ?? Number.NaN,
  }));
  const { difference, relative, ...rates } = comparePaired(scores, resampling);
  return {
    ...rates,
    difference: difference.value,
    low: difference.low,
    high: difference.high,
    relative,
    documents: set.items.length,
    bytes: set.items.reduce((sum, { bytes }) => sum + bytes, 0),
    textHash: set.textHash,
  };
}

export function countAnswers(
  items: readonly ChatItem[],
  baseAnswers: readonly ChatAnswer[],
  graftAnswers: readonly ChatAnswer[],
): Omit<NonNullable<Comparison['chat']>, 'answers'> {
  const endedOf = (answers: readonly ChatAnswer[]) => answers.filter(({ ended }) => ended).length;
  const factsOf = (answers: readonly ChatAnswer[]) =>
    items.filter(({ facts }, index) => facts?.length && answerHoldsFact(answers[index]?.text ?? '', facts)).length;
  return {
    prompts: items.length,
    baseEnded: endedOf(baseAnswers),
    graftEnded: endedOf(graftAnswers),
    factPrompts: items.filter(({ facts }) => facts?.length).length,
    baseFacts: factsOf(baseAnswers),
    graftFacts: factsOf(graftAnswers),
  };
}

/** scores.jsonl: one line a document, in the order of measuring. */
export function pairedLines(sets: readonly ScoreSet[], base: readonly number[][], graft: readonly number[][]): string {
  const lines = sets.flatMap(({ side, items }, setIndex) =>
    items.map(({ id, parent, bytes, tokens, countedFrom }, index) => {
      const counted = tokens.length - countedFrom;
      const scores = { base: base[setIndex]?.[index], graft: graft[setIndex]?.[index] };
      return `${JSON.stringify({ side, id, parent, bytes, tokens: counted, ...scores })}\n`;
    }),
  );
  return lines.join('');
}
