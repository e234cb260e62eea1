// Looks at the model while it trains, with the adapter as it stands: bits per byte of a small held-out sample, and
// one prompt continued greedily. Changes nothing.
import { decoderFeeds } from '../engine/embed-tokens.ts';
import type { Executor, Feed } from '../engine/executor.ts';
import { toOnnx } from '../graph/onnx.ts';
import { tokenScores } from '../graph/ops/token-scores.ts';
import { sizeOf } from '../graph/shapes.ts';
import { createGraph, graphInput } from '../graph/value.ts';
import { buildDecoder } from '../model/architectures/llama/forward.ts';
import type { ModelConfig } from '../model/contract.ts';
import type { TrainedTensor } from './adamw.ts';
import type { TrainSettings } from './contract.ts';
import { packRows, piecesOfPassage } from './pack-rows.ts';
import { embeddingOf, layRows } from './training-session.ts';

const rows = 2;
const promptRowTokens = 64;
const headChunkTokens = 128;

export interface ModelWatch extends AsyncDisposable {
  /** Of passages of token ids that hold `bytes` bytes of text, in windows of the training row's length. */
  bitsPerByte(passages: readonly (readonly number[])[], bytes: number): Promise<number>;
  /** The prompt's ids continued by the likeliest tokens, until the row is full or the text ends. */
  continueText(prompt: readonly number[], endTokenId: number | undefined): Promise<number[]>;
}

export async function openModelWatch(
  config: ModelConfig,
  weights: ReadonlyMap<string, Float32Array>,
  lora: readonly TrainedTensor[],
  settings: TrainSettings,
  prefixTokenId: number,
  executor: Executor,
): Promise<ModelWatch> {
  const arrays = new Map<string, Feed>([...weights, ...lora.map((tensor) => [tensor.name, tensor.weights] as const)]);
  const loraShape = { rank: settings.rank, scale: settings.alpha / settings.rank };
  const scoring = await compile(rows, settings.rowTokens);
  const prompting = await compile(1, promptRowTokens);

  async function compile(rowCount: number, rowTokens: number) {
    const tokens = rowCount * rowTokens;
    const graph = createGraph();
    const decoder = buildDecoder(graph, config, { rows: rowCount, rowTokens }, loraShape);
    const targets = graphInput(graph, 'targets', [tokens], 'int64');
    const scores = tokenScores(graph, decoder.hidden_TD, decoder.embedding_VD, targets, headChunkTokens);
    const model = toOnnx(graph, Object.values(scores));
    const session = await executor.compile(model);
    const decoderInputs = decoderFeeds(config.hiddenSize, rowCount, rowTokens);
    const feeds = {
      ...decoderInputs.arrays,
      targets: new BigInt64Array(tokens),
    };
    const inputs = new Map<string, Feed>([...arrays, ...Object.entries(feeds)]);
    const outputs = new Map(model.outputs.map((value) => [value.name, new Float32Array(sizeOf(value.shape))]));
    const output = (name: string) => outputs.get(name) ?? new Float32Array();
    return {
      session,
      async run(ids: Int32Array, passages: Int32Array, targetIds: ArrayLike<number>) {
        decoderInputs.lay(embeddingOf(weights), ids, passages);
        for (let i = 0; i < tokens; i++) feeds.targets[i] = BigInt(targetIds[i] ?? 0);
        await session.run(inputs, outputs);
        return { logProbabilities: output(scores.logProbability.name), topIds: output(scores.topId.name) };
      },
    };
  }

  return {
    async bitsPerByte(passages, bytes) {
      const pieces = passages.flatMap((ids) => piecesOfPassage(ids, prefixTokenId, settings.rowTokens));
      const packed = packRows(pieces, settings.rowTokens);
      let nats = 0;
      for (let start = 0; start < packed.length; start += rows) {
        const batch = packed.slice(start, start + rows);
        const padded = [...batch, ...Array.from({ length: rows - batch.length }, () => [])];
        const laid = layRows(padded, settings.rowTokens);
        const { logProbabilities } = await scoring.run(laid.ids, laid.passages, laid.targets);
        for (const [token, weight] of laid.weights.entries()) nats -= weight * (logProbabilities[token] ?? 0);
      }
      return nats / bytes / Math.LN2;
    },
    async continueText(prompt, endTokenId) {
      const text = [prefixTokenId, ...prompt].slice(0, promptRowTokens - 1);
      const promptLength = text.length;
      while (text.length < promptRowTokens) {
        const ids = new Int32Array(promptRowTokens).fill(-1);
        ids.set(text);
        const passages = new Int32Array(promptRowTokens).fill(-1).fill(0, 0, text.length);
        const { topIds } = await prompting.run(ids, passages, []);
        const next = topIds[2 * (text.length - 1)] ?? 0;
        if (next === endTokenId) break;
        text.push(next);
      }
      return text.slice(promptLength);
    },
    async [Symbol.asyncDispose]() {
      await scoring.session[Symbol.asyncDispose]();
      await prompting.session[Symbol.asyncDispose]();
    },
  };
}
