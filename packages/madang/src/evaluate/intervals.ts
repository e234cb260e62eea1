// How sure a difference is: graft against base on the same documents, resampled together. Bits per byte is
// corpus-weighted (sum of nats / sum of bytes / ln 2); the 95 % interval is the percentile bootstrap over parents
// (Efron 1979; clusters as in Miller, arXiv 2411.00640): passages of one text stand or fall together. With fewer
// parents than `fewestClusters` the passages themselves are resampled, and `clusteredBy` says so.
import { randomBelowFrom } from '../kernel/random.ts';

export interface PairedScore {
  readonly parent: string;
  readonly bytes: number;
  /** Nats. */
  readonly baseLogLikelihood: number;
  readonly graftLogLikelihood: number;
}

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface PairedComparison {
  readonly base: number;
  readonly graft: number;
  /** graft - base, bits per byte. */
  readonly difference: Interval;
  /** graft / base - 1. */
  readonly relative: Interval;
  readonly clusters: number;
  readonly clusteredBy: 'parent' | 'document';
}

export interface Resampling {
  readonly seed: number;
  readonly resamples: number;
}

export const defaultResampling: Resampling = { seed: 1, resamples: 10_000 };

/** Fewer parents than this give an interval that is far too narrow (one parent: of width zero). */
export const fewestClusters = 5;

interface Sums {
  baseNats: number;
  graftNats: number;
  bytes: number;
}

export function comparePaired(
  scores: readonly PairedScore[],
  { seed, resamples }: Resampling = defaultResampling,
): PairedComparison {
  if (scores.length === 0) throw new RangeError('nothing to compare');
  const byParent = sumClusters(scores, (score) => score.parent);
  const clusteredBy = byParent.length >= fewestClusters ? 'parent' : 'document';
  const clusters = clusteredBy === 'parent' ? byParent : sumClusters(scores, (_, index) => String(index));
  const observed = ratesOf(addUp(clusters));

  const random = randomBelowFrom(seed);
  const differences = new Float64Array(resamples);
  const relatives = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = ratesOf(addUp(drawWithReplacement(clusters, random)));
    differences[resample] = drawn.difference;
    relatives[resample] = drawn.relative;
  }
  return {
    base: observed.base,
    graft: observed.graft,
    difference: { value: observed.difference, ...interval95(differences) },
    relative: { value: observed.relative, ...interval95(relatives) },
    clusters: clusters.length,
    clusteredBy,
  };
}

function sumClusters(scores: readonly PairedScore[], keyOf: (score: PairedScore, index: number) => string): Sums[] {
  const clusters = new Map<string, Sums>();
  for (const [index, score] of scores.entries()) {
    const key = keyOf(score, index);
    const sums = clusters.get(key) ?? { baseNats: 0, graftNats: 0, bytes: 0 };
    sums.baseNats -= score.baseLogLikelihood;
    sums.graftNats -= score.graftLogLikelihood;
    sums.bytes += score.bytes;
    clusters.set(key, sums);
  }
  return [...clusters.values()];
}

function* drawWithReplacement(clusters: readonly Sums[], random: (limit: number) => number): Generator<Sums> {
  for (let draw = 0; draw < clusters.length; draw++) {
    const cluster = clusters[random(clusters.length)];
    if (cluster) yield cluster;
  }
}

function addUp(clusters: Iterable<Sums>): Sums {
  const total = { baseNats: 0, graftNats: 0, bytes: 0 };
  for (const { baseNats, graftNats, bytes } of clusters) {
    total.baseNats += baseNats;
    total.graftNats += graftNats;
    total.bytes += bytes;
  }
  return total;
}

function ratesOf({ baseNats, graftNats, bytes }: Sums) {
  const base = baseNats / bytes / Math.LN2;
  const graft = graftNats / bytes / Math.LN2;
  return { base, graft, difference: graft - base, relative: graft / base - 1 };
}

function interval95(values: Float64Array): { low: number; high: number } {
  values.sort();
  return { low: quantile(values, 0.025), high: quantile(values, 0.975) };
}

/** Linear between order statistics (Hyndman and Fan's type 7). */
function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
