// One layer as graphs of its own, written with the names of layer 0 and run for every layer of its kind. The backward is
// computed from the layer's input again (Chen et al. 2016), or from what the forward kept.
import { gradient } from '../../graph/gradient.ts';
import { type OnnxModel, toOnnx } from '../../graph/onnx.ts';
import { dot } from '../../graph/ops/dot.ts';
import { at, createGraph, graphInput, type Value } from '../../graph/value.ts';
import { decoderLayer, type LoraShape, layerInputs } from '../../model/architectures/decoder.ts';
import { namesAsLayerZero } from '../../model/architectures/tensors.ts';
import type { ModelConfig } from '../../model/contract.ts';
import type { TrainingShape } from '../training-graph.ts';

export interface LayerGraphs {
  readonly forward: OnnxModel;
  /** Gives what the backward needs too. */
  readonly forwardKeeping: OnnxModel;
  readonly backward: OnnxModel;
  readonly backwardFromKept: OnnxModel;
  readonly y: Value;
  readonly dX: Value;
  readonly kept: readonly Value[];
  readonly trained: readonly { readonly input: Value; readonly gradient: Value }[];
}

export const layerInput = 'x';
export const layerUpstream = 'upstream';

/** Serves every layer of the kind of `layer`; its names are given as those of layer 0. */
export function buildLayerGraphs(config: ModelConfig, shape: TrainingShape, layer: number): LayerGraphs {
  const tokens = shape.rows * shape.rowTokens;
  const lora: LoraShape | undefined = shape.lora && {
    ...shape.lora,
    linears: namesAsLayerZero(shape.lora.linears, layer),
  };
  const whole = namesAsLayerZero(shape.parts.whole, layer);

  const graph = createGraph();
  const x_TD = graphInput(graph, layerInput, [tokens, config.hiddenSize]);
  const inputsOfLayers = layerInputs(graph, config, shape);
  const built = decoderLayer(graph, config, shape, inputsOfLayers, x_TD, { layer, namedAs: 0 }, lora);
  const loss = dot(graph, built.x_TD, graphInput(graph, layerUpstream, [tokens, config.hiddenSize]));
  const forwardNodes = graph.nodes.length;
  const inputs = [...built.loraInputs, ...graph.inputs.filter(({ name }) => whole.includes(name))];
  const [dX, ...gradients] = gradient(graph, [loss], [x_TD, ...inputs]);
  if (!dX) throw new Error('a layer depends on its input');

  const backward = toOnnx(graph, [dX, ...gradients]);
  const made = new Map(
    graph.nodes.slice(0, forwardNodes).flatMap(({ outputs }) => outputs.map((value) => [value.name, value])),
  );
  const read = graph.nodes.slice(forwardNodes).flatMap((node) => node.inputs.map(({ name }) => name));
  const kept = [...new Set(read)].map((name) => made.get(name)).filter((value) => value !== undefined);
  return {
    forward: toOnnx(graph, [built.x_TD]),
    forwardKeeping: toOnnx(graph, [built.x_TD, ...kept]),
    backward,
    backwardFromKept: toOnnx(graph, [dX, ...gradients], kept),
    y: built.x_TD,
    dX,
    kept,
    trained: inputs.map((input, place) => ({ input, gradient: at(gradients, place) })),
  };
}
