// A model as a scorer of text windows, on the engine that was chosen.
import type { Scorer, ScoringWindow } from '../evaluate/contract.ts';
import type { Adapter } from '../model/adapter.ts';
import type { OpenModel } from '../model/contract.ts';
import { keepWeights } from '../model/keep-weights.ts';
import { mergeAdapter } from '../model/merge.ts';
import type { EngineKind, Precision } from './contract.ts';
import { type ForwardScores, openForwardRunner } from './forward-runner.ts';
import { openExecutor } from './open-executor.ts';
import { packFirstFit } from './pack-first-fit.ts';

/** About so many tokens go into one run. */
const batchTokens = 1024;

export interface ScorerOptions {
  readonly kind: EngineKind;
  readonly precision: Precision;
  readonly threads?: number;
  readonly adapter?: Adapter;
}

/** The likeliest token at each position and by how many nats it leads the second; the targets' scores come along. */
export interface TopTwo {
  readonly logProbabilities: Float32Array;
  readonly ids: Int32Array;
  readonly margin: Float32Array;
}

export interface ModelScorer extends Scorer, AsyncDisposable {
  topTwo(windows: readonly ScoringWindow[]): Promise<TopTwo[]>;
}

export async function openScorer(
  model: Pick<OpenModel, 'config' | 'weights'>,
  options: ScorerOptions,
): Promise<ModelScorer> {
  const weights = keepWeights(options.adapter ? mergeAdapter(model.weights, options.adapter) : model.weights);
  const array = (name: string) => weights.read(name);
  const executor = await openExecutor({ engine: options.kind, precision: options.precision }, options.threads);

  /** Packs windows side by side, the longest first, and gives results in the order asked. */
  async function runAll(
    windows: readonly ScoringWindow[],
    topTwo: boolean,
    onScored: (tokens: number) => void = () => {},
  ): Promise<ForwardScores[]> {
    if (windows.length === 0) return [];
    const length = (window: number) => windows[window]?.inputs.length ?? 0;
    const longestFirst = [...windows.keys()].sort((a, b) => length(b) - length(a));
    const rowTokens = rowLength(length(longestFirst[0] ?? 0));
    const packed = packFirstFit(longestFirst, length, rowTokens);
    const rows = Math.min(packed.length, Math.max(1, Math.floor(batchTokens / rowTokens)));
    await using runner = await openForwardRunner(model.config, array, { rows, rowTokens, topTwo }, executor);
    const results = new Array<ForwardScores>(windows.length);
    for (let start = 0; start < packed.length; start += rows) {
      const batch = packed.slice(start, start + rows);
      const scores = await runner.run(batch.map((row) => row.map((window) => windows[window] as ScoringWindow)));
      for (const [place, window] of batch.flat().entries()) results[window] = scores[place] as ForwardScores;
      // a run blocks the thread: let signals be heard between two
      await new Promise((resolve) => setImmediate(resolve));
      onScored(batch.flat().reduce((sum, window) => sum + countScored(windows[window]), 0));
    }
    return results;
  }

  return {
    score: async (windows, onScored) =>
      (await runAll(windows, false, onScored)).map((scores) => scores.logProbabilities),
    topTwo: async (windows) =>
      (await runAll(windows, true)).map(({ logProbabilities, topIds, topLogProbabilities }) => ({
        logProbabilities,
        ids: Int32Array.from({ length: topIds.length / 2 }, (_, i) => topIds[2 * i] ?? 0),
        margin: Float32Array.from(
          { length: topIds.length / 2 },
          (_, i) => (topLogProbabilities[2 * i] ?? 0) - (topLogProbabilities[2 * i + 1] ?? 0),
        ),
      })),
    [Symbol.asyncDispose]: () => executor[Symbol.asyncDispose](),
  };
}

/** A row holds the longest window, rounded up to what products divide well. */
function rowLength(longest: number): number {
  return Math.max(1, Math.ceil(longest / 64)) * 64;
}

function countScored(window: ScoringWindow | undefined): number {
  return window ? window.inputs.length - window.scoredFrom : 0;
}
