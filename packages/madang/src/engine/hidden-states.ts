// The decoder's hidden states before the head, one row at a time, without any adapter.
import { toOnnx } from '../graph/onnx.ts';
import { createGraph, graphInput } from '../graph/value.ts';
import { buildDecoder, decoderHead } from '../model/architectures/decoder.ts';
import type { ModelConfig } from '../model/contract.ts';
import { decoderFeeds, type PackedRow } from './decoder-feeds.ts';
import type { Executor, Feed } from './executor.ts';
import type { ForwardShape } from './forward-runner.ts';
import { openLayerForward } from './layer-forward.ts';
import { asFloat32, type WeightArray } from './weight-arrays.ts';

export interface HiddenStates extends AsyncDisposable {
  /** [rowTokens, D], after the last norm; written anew by each call. */
  read(row: PackedRow): Promise<Float32Array>;
}

export async function openHiddenStates(
  config: ModelConfig,
  array: (name: string) => WeightArray,
  rowTokens: number,
  executor: Executor,
  { layerByLayer, linearsAs }: Pick<ForwardShape, 'layerByLayer' | 'linearsAs'> = {},
): Promise<HiddenStates> {
  const shape = { rows: 1, rowTokens, linearsAs };
  await using opened = new AsyncDisposableStack();
  const layers = layerByLayer ? opened.use(await openLayerForward(config, array, shape, executor)) : undefined;
  const graph = createGraph();
  const { hidden_TD } = layers
    ? decoderHead(graph, config, graphInput(graph, 'x', [rowTokens, config.hiddenSize]))
    : buildDecoder(graph, config, shape);
  const model = toOnnx(graph, [hidden_TD]);
  const session = opened.use(await executor.compile(model));

  const decoderInputs = decoderFeeds(config.hiddenSize, 1, rowTokens);
  const inputs = new Map<string, Feed>(Object.entries(decoderInputs.arrays));
  if (layers) inputs.set('x', layers.hidden);
  for (const { name } of model.inputs) if (!inputs.has(name)) inputs.set(name, array(name));
  const hidden = new Float32Array(rowTokens * config.hiddenSize);
  const outputs = new Map([[hidden_TD.name, hidden]]);
  const embedding = asFloat32(array('model.embed_tokens.weight'));

  const closing = opened.move();
  return {
    async read(row) {
      decoderInputs.lay(embedding, [row]);
      await layers?.run(inputs);
      await session.run(inputs, outputs);
      return hidden;
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
