// Searches a recipe by successive halving (Jamieson & Talwalkar 2016): every candidate is trained for a while, the better
// half for twice as long, and so on; each trial has a whole schedule of its own, so that its end can be compared. The
// recipe that one has is a candidate in every round, and is kept unless another beats it by more than two seeds differ.
import type { TrainSettings } from './contract.ts';

export interface Trial {
  readonly changes: Partial<TrainSettings>;
  readonly trainedTokens: number;
  readonly seconds: number;
  /** Of the held-out sample at the end. */
  readonly bitsPerByte: number;
  /** Of the source sample, against its start. */
  readonly sourceChange: number | undefined;
}

export interface SearchSettings {
  readonly maxSeconds: number;
  /** Tokens of the shortest trial. */
  readonly leastTokens: number;
  /** A recipe that makes the source language worse by more than this share is out. */
  readonly sourceWorseBy: number;
}

const rounds = 3;
/** Two seeds of one recipe differ by about this share (0.012 bits per byte). */
const noise = 0.006;
/** Shortening a trial below its time would end the search before its last round. */
const spareShare = 0.1;

/** Recipes near one that works, the likeliest to be better first; the first is that one itself. */
export function recipesAround(current: TrainSettings): Partial<TrainSettings>[] {
  const { learningRate, rank, alpha, rows, accumulate } = current;
  const faster = (factor: number) => ({ learningRate: learningRate * factor });
  const ofRank = (other: number) => ({ rank: other, alpha: (alpha * other) / rank });
  const smaller = Math.max(1, Math.round(rank / 4));
  return [
    {},
    faster(2),
    faster(0.5),
    ...(current.method === 'lora' ? [{ ...ofRank(smaller), ...faster(2) }, ofRank(smaller), ofRank(2 * rank)] : []),
    ...(rows > 1 ? [{ rows: Math.floor(rows / 2), ...faster(0.7) }] : []),
    { accumulate: 2 * accumulate, ...faster(1.4) },
    faster(4),
  ];
}

export interface Search {
  readonly trials: readonly Trial[];
  /** Empty where the current recipe stays. */
  readonly winner: Trial;
  readonly current: Trial;
}

/** `run` trains a candidate for about so many tokens. The first candidate is the current recipe. */
export async function searchRecipe(
  candidates: readonly Partial<TrainSettings>[],
  { maxSeconds, leastTokens, sourceWorseBy }: SearchSettings,
  run: (changes: Partial<TrainSettings>, tokens: number) => Promise<Trial>,
): Promise<Search> {
  const [current = {}, ...others] = candidates;
  const first = await run(current, leastTokens);
  const trials = [first];
  const secondsLeft = () => maxSeconds - trials.reduce((sum, { seconds }) => sum + seconds, 0);
  /** Each round costs about as much as the first: half the candidates, twice the tokens. */
  const affordable = Math.floor((secondsLeft() * (1 - spareShare)) / (rounds * first.seconds));
  let left = others.slice(0, Math.max(1, affordable - 1));
  const longer = Math.max(1, affordable / (left.length + 1));

  let leading = first;
  let reference = first;
  for (let round = 0; round < rounds && left.length > 0; round++) {
    const tokens = leastTokens * longer * 2 ** round;
    // the recipe as it is and one other, or nothing is compared
    if (round > 0 && secondsLeft() < 2 * first.seconds * longer * 2 ** round) break;
    if (tokens > leastTokens) reference = await tried(current, tokens);
    const found: Trial[] = [];
    for (const changes of left) {
      if (round > 0 && found.length > 0 && secondsLeft() <= 0) break;
      found.push(await tried(changes, tokens));
    }
    const good = found
      .filter(({ sourceChange = 0 }) => sourceChange <= sourceWorseBy)
      .sort((a, b) => a.bitsPerByte - b.bitsPerByte);
    left = good.slice(0, Math.ceil(good.length / 2)).map(({ changes }) => changes);
    const [best] = good;
    leading = best && best.bitsPerByte < reference.bitsPerByte * (1 - noise) ? best : reference;
  }
  return { trials, winner: leading, current: reference };

  async function tried(changes: Partial<TrainSettings>, tokens: number): Promise<Trial> {
    const trial = await run(changes, tokens);
    trials.push(trial);
    return trial;
  }
}
