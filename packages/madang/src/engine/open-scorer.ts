// A model as a scorer of text windows, on the engine that was chosen.
import type { Scorer, ScoringWindow } from '../evaluate/contract.ts';
import type { Adapter } from '../model/adapter.ts';
import type { OpenModel } from '../model/contract.ts';
import { mergeAdapter } from '../model/merge.ts';
import type { EngineKind, Precision } from './contract.ts';
import { type ForwardScores, lengthClass, openForwardRunner } from './forward-runner.ts';
import { openExecutor } from './open-executor.ts';

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
  const executor = await openExecutor({ engine: options.kind, precision: options.precision }, options.threads);
  const weights = options.adapter ? mergeAdapter(model.weights, options.adapter) : model.weights;
  const runner = openForwardRunner(model.config, weights, executor);

  /** Batches windows of one length class and gives results in the order asked. */
  async function runAll(
    windows: readonly ScoringWindow[],
    onScored: (tokens: number) => void = () => {},
  ): Promise<ForwardScores[]> {
    const results = new Array<ForwardScores>(windows.length);
    const byClass = Map.groupBy(windows.keys(), (index) => lengthClass(windows[index]?.inputs.length ?? 0));
    for (const [tokens, indices] of [...byClass].sort(([a], [b]) => a - b)) {
      const rows = runner.rowsAt(tokens);
      for (let start = 0; start < indices.length; start += rows) {
        const batch = indices.slice(start, start + rows);
        const scores = await runner.run(batch.map((index) => windows[index]).filter((window) => window !== undefined));
        for (const [place, index] of batch.entries()) {
          const found = scores[place];
          if (found) results[index] = found;
        }
        // a run blocks the thread: let signals be heard between two
        await new Promise((resolve) => setImmediate(resolve));
        onScored(batch.reduce((sum, index) => sum + countScored(windows[index]), 0));
      }
    }
    return results;
  }

  return {
    score: async (windows, onScored) => (await runAll(windows, onScored)).map((scores) => scores.logProbabilities),
    topTwo: async (windows) =>
      (await runAll(windows)).map(({ logProbabilities, topIds, topLogProbabilities }) => ({
        logProbabilities,
        ids: Int32Array.from({ length: topIds.length / 2 }, (_, i) => topIds[2 * i] ?? 0),
        margin: Float32Array.from(
          { length: topIds.length / 2 },
          (_, i) => (topLogProbabilities[2 * i] ?? 0) - (topLogProbabilities[2 * i + 1] ?? 0),
        ),
      })),
    async [Symbol.asyncDispose]() {
      await runner[Symbol.asyncDispose]();
      await executor[Symbol.asyncDispose]();
    },
  };
}

function countScored(window: ScoringWindow | undefined): number {
  return window ? window.inputs.length - window.scoredFrom : 0;
}
