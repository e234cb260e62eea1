// A whole tiny Llama with LoRA against what PyTorch computed in float64 (record-gradients.py): two rows of two packed
// passages, cross-entropy and distillation with weights of zero among them. Float32 here: every LoRA tensor's gradient
// within a relative L2 of 1e-5.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { embedTokens, layPassages } from '../../packages/madang/src/engine/decoder-feeds.ts';
import type { Executor, Feed } from '../../packages/madang/src/engine/executor.ts';
import { openOnnxruntime } from '../../packages/madang/src/engine/executors/onnxruntime.ts';
import { openOpenvino } from '../../packages/madang/src/engine/executors/openvino.ts';
import { findOpenvino } from '../../packages/madang/src/engine/fetch-openvino.ts';
import { gradient } from '../../packages/madang/src/graph/gradient.ts';
import { toOnnx } from '../../packages/madang/src/graph/onnx.ts';
import { crossEntropy } from '../../packages/madang/src/graph/ops/cross-entropy.ts';
import { distillation } from '../../packages/madang/src/graph/ops/distillation.ts';
import { tokenScores } from '../../packages/madang/src/graph/ops/token-scores.ts';
import { sizeOf } from '../../packages/madang/src/graph/shapes.ts';
import { createGraph, graphInput, type Value } from '../../packages/madang/src/graph/value.ts';
import { buildDecoder } from '../../packages/madang/src/model/architectures/decoder.ts';
import { linearNames } from '../../packages/madang/src/model/architectures/tensors.ts';
import { modelConfigSchema } from '../../packages/madang/src/model/contract.ts';
import { makeFormulaTensor } from './formula.ts';

const tensorSchema = z.object({
  tensor: z.number(),
  shape: z.array(z.number()),
  scale: z.number(),
  offset: z.number(),
});
const sampledSchema = z.object({ norm: z.number(), indices: z.array(z.number()), values: z.array(z.number()) });
const pairOf = <T extends z.ZodType>(part: T) => z.record(z.string(), z.object({ a: part, b: part }));
const table = z.array(z.array(z.number()));
const recordingSchema = z.object({
  config: modelConfigSchema.omit({ architecture: true, contextLength: true }),
  rank: z.number(),
  alpha: z.number(),
  batch: z.object({
    tokens: table,
    passages: table,
    positions: table,
    targets: table,
    crossEntropyWeights: table,
    distillationWeights: table,
  }),
  base: z.record(z.string(), tensorSchema),
  adapter: pairOf(tensorSchema),
  withAdapter: z.object({
    crossEntropy: z.number(),
    distillation: z.number(),
    targetLogProbabilities: z.array(z.number()).or(table),
    gradients: pairOf(z.array(z.number())),
    crossEntropyGradients: pairOf(sampledSchema),
    distillationGradients: pairOf(sampledSchema),
  }),
  fullWeights: z.object({ crossEntropy: z.number(), targetLogProbabilities: z.array(z.number()).or(table) }),
});

const recorded = recordingSchema.parse(
  JSON.parse(readFileSync(new URL('llama-gradients.json', import.meta.url), 'utf8')),
);
const config = { ...recorded.config, architecture: 'llama' as const, contextLength: 64 };
const { batch, rank } = recorded;
const shape = { rows: batch.tokens.length, rowTokens: batch.tokens[0]?.length ?? 0 };
const tokens = shape.rows * shape.rowTokens;
const lora = { rank, scale: recorded.alpha / rank, linears: linearNames(config) };
/** Smaller than the batch, so that the head works in several chunks. */
const headChunkTokens = 7;

const openvino = findOpenvino();
const options = { precision: 'float32', threads: 1 } as const;
const executors: [string, (() => Promise<Executor>) | undefined][] = [
  ['onnxruntime', () => openOnnxruntime(options)],
  ['openvino (skipped where it has not been fetched)', openvino ? () => openOpenvino(options, openvino) : undefined],
];

describe.each(executors)('%s', (_, open) => {
  test.skipIf(!open)('losses, log-probabilities and every LoRA gradient are those of PyTorch', async () => {
    await using executor = await (open as () => Promise<Executor>)();
    const teacher = await teacherHidden(executor);
    for (const wanted of ['both', 'crossEntropy', 'distillation'] as const) {
      const found = await runModel(executor, teacher, wanted);
      const { withAdapter } = recorded;
      if (wanted !== 'distillation') expect(found.crossEntropy).toBeCloseTo(withAdapter.crossEntropy, 5);
      if (wanted !== 'crossEntropy') expect(found.distillation).toBeCloseTo(withAdapter.distillation, 5);
      for (const [name, pair] of Object.entries(recorded.adapter)) {
        for (const side of ['a', 'b'] as const) {
          const gradients = found.gradients.get(`${name}.lora_${side}`) ?? new Float32Array();
          expect(gradients.length).toBe(sizeOf(pair[side].shape));
          const label = `${wanted}: ${name} ${side}`;
          if (wanted === 'both') {
            expect(relativeDistance(gradients, withAdapter.gradients[name]?.[side]), label).toBeLessThan(1e-5);
            continue;
          }
          const { norm, indices, values } = sampledSchema.parse(withAdapter[`${wanted}Gradients`][name]?.[side]);
          const samples = indices.map((index) => gradients[index] ?? Number.NaN);
          expect(relativeDistance(samples, values), label).toBeLessThan(1e-5);
          expect(Math.abs(Math.hypot(...gradients) / norm - 1), label).toBeLessThan(1e-5);
        }
      }
      const logProbabilities = withAdapter.targetLogProbabilities.flat();
      expect(relativeDistance(found.logProbabilities, logProbabilities)).toBeLessThan(1e-6);
    }
  });
});

async function runModel(executor: Executor, teacher: Float32Array, wanted: 'both' | 'crossEntropy' | 'distillation') {
  const graph = createGraph();
  const { hidden_TD, embedding_VD, loraInputs } = buildDecoder(graph, config, shape, lora);
  const targets = graphInput(graph, 'targets', [tokens], 'int64');
  const learned = crossEntropy(
    graph,
    hidden_TD,
    embedding_VD,
    targets,
    graphInput(graph, 'crossEntropyWeights', [tokens]),
    { chunkTokens: headChunkTokens },
  );
  const held = distillation(
    graph,
    hidden_TD,
    graphInput(graph, 'teacher', [tokens, config.hiddenSize]),
    embedding_VD,
    embedding_VD,
    graphInput(graph, 'distillationWeights', [tokens]),
    { chunkTokens: headChunkTokens },
  );
  const losses = { both: [learned, held], crossEntropy: [learned], distillation: [held] }[wanted];
  const gradients = gradient(graph, losses, loraInputs);
  const { logProbability } = tokenScores(graph, hidden_TD, embedding_VD, targets, {
    chunkTokens: headChunkTokens,
    topTwo: false,
  });
  const outputs = [learned, held, logProbability, ...gradients];
  const feeds = new Map<string, Feed>([
    ...decoderFeeds(),
    ['targets', BigInt64Array.from(batch.targets.flat(), BigInt)],
    ['crossEntropyWeights', Float32Array.from(batch.crossEntropyWeights.flat())],
    ['distillationWeights', Float32Array.from(batch.distillationWeights.flat())],
    ['teacher', teacher],
  ]);
  for (const [name, pair] of Object.entries(recorded.adapter)) {
    feeds.set(`${name}.lora_a`, makeFormulaTensor(pair.a));
    feeds.set(`${name}.lora_b`, makeFormulaTensor(pair.b));
  }
  const found = await run(executor, toOnnx(graph, outputs), feeds);
  const numbers = (value: Value) => found.get(value.name) ?? new Float32Array();
  return {
    crossEntropy: numbers(learned)[0],
    distillation: numbers(held)[0],
    logProbabilities: numbers(logProbability),
    gradients: new Map(loraInputs.map((input, place) => [input.name, numbers(gradients[place] ?? input)] as const)),
  };
}

/** The base's hidden states, on the same executor. Its own log-probabilities are checked on the way. */
async function teacherHidden(executor: Executor): Promise<Float32Array> {
  const graph = createGraph();
  const { hidden_TD, embedding_VD } = buildDecoder(graph, config, shape);
  const targets = graphInput(graph, 'targets', [tokens], 'int64');
  const { logProbability } = tokenScores(graph, hidden_TD, embedding_VD, targets, {
    chunkTokens: headChunkTokens,
    topTwo: false,
  });
  const feeds = new Map<string, Feed>([
    ...decoderFeeds(),
    ['targets', BigInt64Array.from(batch.targets.flat(), BigInt)],
  ]);
  const found = await run(executor, toOnnx(graph, [hidden_TD, logProbability]), feeds);
  const expected = recorded.fullWeights.targetLogProbabilities.flat();
  expect(relativeDistance(found.get(logProbability.name) ?? [], expected)).toBeLessThan(1e-6);
  return found.get(hidden_TD.name) ?? new Float32Array();
}

function decoderFeeds(): Map<string, Feed> {
  const weights = Object.entries(recorded.base).map(([name, tensor]) => [name, makeFormulaTensor(tensor)] as const);
  const feeds = {
    embedded: new Float32Array(tokens * config.hiddenSize),
    positions: new BigInt64Array(tokens),
    mask: new Float32Array(tokens * shape.rowTokens),
  };
  const embedding = new Map(weights).get('model.embed_tokens.weight') ?? new Float32Array();
  embedTokens(feeds.embedded, embedding, config.hiddenSize, batch.tokens.flat());
  layPassages(feeds.positions, feeds.mask, batch.passages.flat(), shape.rowTokens);
  expect([...feeds.positions].map(Number)).toEqual(batch.positions.flat());
  return new Map<string, Feed>([...weights, ...Object.entries(feeds)]);
}

async function run(executor: Executor, model: ReturnType<typeof toOnnx>, feeds: ReadonlyMap<string, Feed>) {
  await using session = await executor.compile(model);
  const outputs = new Map(model.outputs.map((value) => [value.name, new Float32Array(sizeOf(value.shape))]));
  await session.run(feeds, outputs);
  return outputs;
}

/** |found − expected| / |expected|, in L2. */
function relativeDistance(found: ArrayLike<number>, expected: readonly number[] | undefined): number {
  if (expected?.length !== found.length) return Number.NaN;
  return Math.hypot(...expected.map((value, i) => (found[i] ?? Number.NaN) - value)) / Math.hypot(...expected);
}
