// Runs a model's decoder forward on batches of windows. Graphs are static: one is compiled for each length class when
// it is met, all with about the same number of tokens.
import { toOnnx } from '../graph/onnx.ts';
import { tokenScores } from '../graph/ops/token-scores.ts';
import { sizeOf } from '../graph/shapes.ts';
import { createGraph, graphInput } from '../graph/value.ts';
import { buildDecoder } from '../model/architectures/llama/forward.ts';
import type { ModelConfig, Weights } from '../model/contract.ts';
import { keepWeights } from '../model/keep-weights.ts';
import { decoderFeeds } from './embed-tokens.ts';
import type { Executor, Feed } from './executor.ts';

/** Logits of so many tokens exist at one time: 128 · 49,152 · 4 bytes = 25 MB. */
const headChunkTokens = 128;
const smallestRowTokens = 64;
const batchTokens = 1024;

export interface ForwardRow {
  readonly inputs: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
}

/** Numbers of one row, a position each; `top` holds the two likeliest tokens. */
export interface ForwardScores {
  readonly logProbabilities: Float32Array;
  readonly topLogProbabilities: Float32Array;
  readonly topIds: Float32Array;
}

export interface ForwardRunner extends AsyncDisposable {
  /** Rows that go into one run at this length. */
  rowsAt(tokens: number): number;
  /** Scores up to `rowsAt` rows whose longest has at most the length class's tokens. */
  run(rows: readonly ForwardRow[]): Promise<ForwardScores[]>;
}

/** The smallest length class that holds `tokens`: 64, 96, 128, 192, 256, 384, … */
export function lengthClass(tokens: number): number {
  let rowTokens = smallestRowTokens;
  while (rowTokens < tokens) rowTokens = Number.isInteger(Math.log2(rowTokens)) ? rowTokens * 1.5 : (rowTokens * 4) / 3;
  return rowTokens;
}

export function openForwardRunner(config: ModelConfig, weights: Weights, executor: Executor): ForwardRunner {
  const kept = keepWeights(weights);
  /** Only one graph is kept: callers come with one length class after the other. */
  let current: { rowTokens: number; runner: LengthClassRunner } | undefined;
  const rowsAt = (tokens: number) => Math.max(1, Math.floor(batchTokens / lengthClass(tokens)));
  return {
    rowsAt,
    async run(rows) {
      const longest = Math.max(...rows.map((row) => row.inputs.length));
      const rowTokens = lengthClass(longest);
      if (current?.rowTokens !== rowTokens) {
        await current?.runner[Symbol.asyncDispose]();
        current = { rowTokens, runner: await compileLengthClass(config, executor, rowsAt(longest), rowTokens, kept) };
      }
      return current.runner.run(rows);
    },
    async [Symbol.asyncDispose]() {
      await current?.runner[Symbol.asyncDispose]();
    },
  };
}

interface LengthClassRunner extends AsyncDisposable {
  run(rows: readonly ForwardRow[]): Promise<ForwardScores[]>;
}

async function compileLengthClass(
  config: ModelConfig,
  executor: Executor,
  rows: number,
  rowTokens: number,
  weights: Weights,
): Promise<LengthClassRunner> {
  const tokens = rows * rowTokens;
  const graph = createGraph();
  const decoder = buildDecoder(graph, config, { rows, rowTokens });
  const targets_T = graphInput(graph, 'targets', [tokens], 'int64');
  const scores = tokenScores(graph, decoder.hidden_TD, decoder.embedding_VD, targets_T, headChunkTokens);
  const model = toOnnx(graph, Object.values(scores));
  const session = await executor.compile(model);

  const decoderInputs = decoderFeeds(config.hiddenSize, rows, rowTokens);
  const feeds = {
    ...decoderInputs.arrays,
    targets: new BigInt64Array(tokens),
  };
  const inputs = new Map<string, Feed>(Object.entries(feeds));
  for (const { name } of model.inputs) if (!inputs.has(name)) inputs.set(name, weights.read(name));
  const outputs = new Map(model.outputs.map((value) => [value.name, new Float32Array(sizeOf(value.shape))]));
  const output = (name: string) => outputs.get(name) ?? new Float32Array();

  return {
    async run(batch) {
      const ids = new Int32Array(tokens).fill(-1);
      const passages = new Int32Array(tokens).fill(-1);
      feeds.targets.fill(0n);
      for (const [row, { inputs: rowInputs, targets }] of batch.entries()) {
        ids.set(rowInputs, row * rowTokens);
        passages.fill(row, row * rowTokens, row * rowTokens + rowInputs.length);
        for (let i = 0; i < targets.length; i++) feeds.targets[row * rowTokens + i] = BigInt(targets[i] ?? 0);
      }
      decoderInputs.lay(weights.read('model.embed_tokens.weight'), ids, passages);
      await session.run(inputs, outputs);
      return batch.map(({ inputs: rowInputs }, row) => {
        const from = row * rowTokens;
        const to = from + rowInputs.length;
        return {
          logProbabilities: output(scores.logProbability.name).slice(from, to),
          topLogProbabilities: output(scores.topLogProbability.name).slice(2 * from, 2 * to),
          topIds: output(scores.topId.name).slice(2 * from, 2 * to),
        };
      });
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
