// Scores the same sets with the base and with the graft, one model in memory at a time. The base's scores come from
// the store where they are there already; its scorer is then not opened at all.
import { join } from 'node:path';
import type { Effects } from '../kernel/effects.ts';
import { errorsOf } from '../kernel/errors.ts';
import { noticesOf, progressOf, runStep } from '../kernel/events.ts';
import type { Store } from '../kernel/store.ts';
import { baseScoresSpec, readScores, type ScoringConditions, writeScores } from './base-scores.ts';
import type { Scorer } from './contract.ts';
import { en } from './messages.en.ts';
import type { ScoreSet } from './score-sets.ts';
import { countScored, scoreSequences } from './score-texts.ts';

const evaluateError = errorsOf('evaluate', en.errors);
const notice = noticesOf('evaluate', en.notices);

/** Opens a model for scoring; whoever opens it closes it. */
export type OpenScorer = () => Promise<Scorer & AsyncDisposable>;

/** Log-likelihoods (nats) of the sets' items, set by set. */
export async function scoreBase(
  sets: readonly ScoreSet[],
  openScorer: OpenScorer,
  conditions: ScoringConditions,
  store: Store,
  effects: Effects,
): Promise<number[][]> {
  const missing: ScoreSet[] = [];
  for (const set of sets) {
    if (!(await store.find(baseScoresSpec(set, conditions)))) missing.push(set);
    else effects.emit(notice('base-scores-reused', { side: set.side }));
  }
  const fresh = await scoreSets('score-base', missing, openScorer, conditions, effects);
  const scores: number[][] = [];
  for (const set of sets) {
    const artifact = await store.produce(baseScoresSpec(set, conditions), async (folder) => {
      await writeScores(join(folder, 'scores.jsonl'), set.items, fresh[missing.indexOf(set)] ?? []);
      return { counts: { items: set.items.length } };
    });
    const byId = await readScores(artifact);
    scores.push(set.items.map(({ id }) => byId.get(id) ?? Number.NaN));
  }
  return scores;
}

export async function scoreSets(
  step: string,
  sets: readonly ScoreSet[],
  openScorer: OpenScorer,
  conditions: Pick<ScoringConditions, 'window' | 'prefixTokenId'>,
  effects: Effects,
): Promise<number[][]> {
  if (sets.length === 0) return [];
  return runStep(effects, step, async () => {
    await using scorer = await openScorer();
    const progress = progressOf(effects, step, 'tokens', countScored(sets.flatMap(({ items }) => items)));
    const scores: number[][] = [];
    // set by set: what is packed together decides the last bits, and a set is kept by its own hash
    for (const { items } of sets) {
      const logLikelihoods = await scoreSequences(items, { ...conditions, scorer }, (tokens) => {
        effects.signal.throwIfAborted();
        progress(tokens);
      });
      if (!logLikelihoods.every(Number.isFinite)) throw evaluateError('internal', 'scores-not-finite', { step });
      scores.push(logLikelihoods);
    }
    return scores;
  });
}
