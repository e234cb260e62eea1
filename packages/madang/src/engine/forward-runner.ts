// Runs a decoder forward at one shape, on rows in which passages lie side by side, and reads scores off its head.
import { toOnnx } from '../graph/onnx.ts';
import { tokenScores } from '../graph/ops/token-scores.ts';
import { sizeOf } from '../graph/shapes.ts';
import { createGraph, graphInput, type Value } from '../graph/value.ts';
import { buildDecoder, type DecoderShape, decoderHead, type LoraShape } from '../model/architectures/decoder.ts';
import type { ModelConfig } from '../model/contract.ts';
import { decoderFeeds, type PackedRow, placePassages } from './decoder-feeds.ts';
import type { Executor, Feed } from './executor.ts';
import { openLayerForward } from './layer-forward.ts';
import { asFloat32, type WeightArray } from './weight-arrays.ts';

/** Logits of so many tokens exist at one time: 128 · 49,152 · 4 bytes = 25 MB. */
const headChunkTokens = 128;

export interface ForwardShape extends DecoderShape {
  readonly lora?: LoraShape | undefined;
  /** Also the two likeliest tokens at each position: a twentieth of the time. */
  readonly topTwo: boolean;
  /** For memory: each layer by itself instead of one graph. */
  readonly layerByLayer?: boolean;
}

/** Numbers of one passage, a position each; `top` holds the two likeliest tokens, where they were asked for. */
export interface ForwardScores {
  readonly logProbabilities: Float32Array;
  readonly topLogProbabilities: Float32Array;
  readonly topIds: Float32Array;
}

export interface ForwardRunner extends AsyncDisposable {
  /** Scores of each passage, row by row in the order given; at most the shape's rows. */
  run(rows: readonly PackedRow[]): Promise<ForwardScores[]>;
}

/** `array` gives the weights, and the LoRA matrices where the shape has them; their arrays are bound, not copied. */
export async function openForwardRunner(
  config: ModelConfig,
  array: (name: string) => WeightArray,
  shape: ForwardShape,
  executor: Executor,
): Promise<ForwardRunner> {
  const { rows, rowTokens } = shape;
  const tokens = rows * rowTokens;
  await using opened = new AsyncDisposableStack();
  const layers = shape.layerByLayer
    ? opened.use(await openLayerForward(config, array, shape, executor, shape.lora))
    : undefined;
  const graph = createGraph();
  const decoder = layers
    ? decoderHead(graph, config, graphInput(graph, 'x', [tokens, config.hiddenSize]))
    : buildDecoder(graph, config, shape, shape.lora);
  const targets_T = graphInput(graph, 'targets', [tokens], 'int64');
  const settings = { chunkTokens: headChunkTokens, topTwo: shape.topTwo, softCap: config.logitSoftCap };
  const scores = tokenScores(graph, decoder.hidden_TD, decoder.embedding_VD, targets_T, settings);
  const model = toOnnx(graph, [scores.logProbability, ...Object.values(scores.topTwo ?? {})]);

  const decoderInputs = decoderFeeds(config.hiddenSize, rows, rowTokens);
  const feeds = { ...decoderInputs.arrays, targets: new BigInt64Array(tokens) };
  const inputs = new Map<string, Feed>(Object.entries(feeds));
  if (layers) inputs.set('x', layers.hidden);
  for (const { name } of model.inputs) if (!inputs.has(name)) inputs.set(name, array(name));
  const embedding = asFloat32(array('model.embed_tokens.weight'));
  const outputs = new Map(model.outputs.map((value) => [value.name, new Float32Array(sizeOf(value.shape))]));
  const output = (value: Value | undefined) => outputs.get(value?.name ?? '') ?? new Float32Array();
  const session = opened.use(await executor.compile(model));

  const closing = opened.move();
  return {
    async run(packed) {
      const placed = [...placePassages(packed, rowTokens)];
      feeds.targets.fill(0n);
      for (const { passage, start } of placed) feeds.targets.set(Array.from(passage.targets, BigInt), start);
      decoderInputs.lay(embedding, packed);
      await layers?.run(inputs);
      await session.run(inputs, outputs);
      return placed.map(({ passage, start }) => {
        const end = start + passage.inputs.length;
        return {
          logProbabilities: output(scores.logProbability).slice(start, end),
          topLogProbabilities: output(scores.topTwo?.logProbability).slice(2 * start, 2 * end),
          topIds: output(scores.topTwo?.id).slice(2 * start, 2 * end),
        };
      });
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
