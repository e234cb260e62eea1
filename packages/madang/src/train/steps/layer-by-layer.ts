// The step layer by layer: only each layer's input stays from the forward, and what the last layers keep for their
// backward as far as memory allows. A third slower than one graph without keeping, and far smaller.
import type { Executor, Feed, Session } from '../../engine/executor.ts';
import { gradient } from '../../graph/gradient.ts';
import { type OnnxModel, toOnnx } from '../../graph/onnx.ts';
import { sizeOf } from '../../graph/shapes.ts';
import { at, createGraph, graphInput } from '../../graph/value.ts';
import { decoderHead, layerKind } from '../../model/architectures/decoder.ts';
import { nameInLayer } from '../../model/architectures/tensors.ts';
import type { ModelConfig } from '../../model/contract.ts';
import { addLosses, type TrainingShape } from '../training-graph.ts';
import { buildLayerGraphs, type LayerGraphs, layerInput, layerUpstream } from './layer-graphs.ts';
import type { TrainingStep } from './training-step.ts';

/** Layers whose forward is kept: the last ones. */
export async function compileLayerByLayer(
  config: ModelConfig,
  shape: TrainingShape,
  executor: Executor,
  keptLayers: number,
): Promise<TrainingStep> {
  const { layerCount, hiddenSize } = config;
  const values = shape.rows * shape.rowTokens * hiddenSize;
  const firstTrained = firstTrainedLayer(config, shape);
  const firstKept = Math.max(firstTrained, layerCount - keptLayers);

  await using opened = new AsyncDisposableStack();
  const compile = async (model: OnnxModel) => opened.use(await executor.compile(model));
  const head = buildHead(config, shape);
  const headSession = await compile(head.model);
  /** Layers of one kind share their graphs, frozen ones and trained ones each; compiled when a layer needs them. */
  const kinds = new Map<string, LayerGraphs>();
  const frozenLayers = countFrozen(shape, layerCount);
  const compiled = new Map<OnnxModel, Session>();
  const layers: Layer[] = [];
  for (let layer = 0; layer < layerCount; layer++) {
    const key = `${layerKind(config, layer)}, ${layer < frozenLayers ? 'frozen' : 'trained'}`;
    const graphs = kinds.get(key) ?? buildLayerGraphs(config, shape, layer);
    kinds.set(key, graphs);
    const keeps = layer >= firstKept;
    const models = keeps
      ? { forward: graphs.forwardKeeping, backward: graphs.backwardFromKept }
      : { forward: graphs.forward, backward: graphs.backward };
    for (const model of layer < firstTrained ? [models.forward] : Object.values(models)) {
      if (!compiled.has(model)) compiled.set(model, await compile(model));
    }
    const kept = keeps
      ? new Map(graphs.kept.map(({ name, shape: of }) => [name, new Float32Array(sizeOf(of))]))
      : undefined;
    layers.push({ layer, graphs, ...models, kept, output: new Float32Array(values) });
  }
  const upstream = [new Float32Array(values), new Float32Array(values)] as const;
  const outputs = describeOutputs(head, layers.slice(firstTrained));
  const hasTrainedRows = shape.parts.rowsFrom !== undefined;
  if (hasTrainedRows) outputs.sizes.set(embeddedGradient, values);
  const inputOf = (layer: number, inputs: ReadonlyMap<string, Feed>): Feed =>
    (layer === 0 ? inputs.get('embedded') : layers[layer - 1]?.output) ?? new Float32Array();

  /** The arrays of a layer under the names of layer 0. */
  function bind(model: OnnxModel, layer: number, inputs: ReadonlyMap<string, Feed>, own: ReadonlyMap<string, Feed>) {
    return new Map(
      model.inputs.map(({ name }): [string, Feed] => [
        name,
        own.get(name) ?? inputs.get(nameInLayer(name, layer)) ?? new Float32Array(),
      ]),
    );
  }

  const closing = opened.move();
  return {
    outputs: outputs.sizes,
    losses: head.losses,
    trained: outputs.trained,
    embeddedGradient: hasTrainedRows ? embeddedGradient : undefined,
    async run(inputs, results) {
      const result = (name: string): Float32Array => results.get(name) ?? new Float32Array();
      for (const { layer, forward, graphs, kept, output } of layers) {
        const own = new Map([[layerInput, inputOf(layer, inputs)]]);
        const made = new Map<string, Float32Array>([[graphs.y.name, output], ...(kept ?? [])]);
        await compiled.get(forward)?.run(bind(forward, layer, inputs, own), made);
      }
      const last = new Map([[layerInput, at(layers, layerCount - 1).output]]);
      const ofHead = new Map<string, Float32Array>(
        head.model.outputs.map(({ name }) => [name, name === head.dX ? upstream[0] : result(name)]),
      );
      await headSession.run(bind(head.model, 0, inputs, last), ofHead);
      let side = 0;
      for (const { layer, backward, graphs, kept } of layers.slice(firstTrained).reverse()) {
        const own = new Map<string, Feed>([
          [layerInput, inputOf(layer, inputs)],
          [layerUpstream, upstream[side] as Float32Array],
          ...(kept ?? []),
        ]);
        side = 1 - side;
        const reachesEmbeddings = layer === 0 && hasTrainedRows;
        const dX = reachesEmbeddings ? result(embeddedGradient) : (upstream[side] as Float32Array);
        const made = new Map<string, Float32Array>([
          [graphs.dX.name, dX],
          ...graphs.trained.map(({ input, gradient: of }): [string, Float32Array] => [
            of.name,
            result(gradientOf(nameInLayer(input.name, layer))),
          ]),
        ]);
        await compiled.get(backward)?.run(bind(backward, layer, inputs, own), made);
      }
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

const embeddedGradient = 'd embedded';

function gradientOf(name: string): string {
  return `d ${name}`;
}

/** The last norm with the losses, and the gradients of what lies there. */
function buildHead(config: ModelConfig, shape: TrainingShape) {
  const graph = createGraph();
  const x_TD = graphInput(graph, layerInput, [shape.rows * shape.rowTokens, config.hiddenSize]);
  const head = decoderHead(graph, config, x_TD);
  const losses = addLosses(graph, config, head, shape);
  const lossValues = [losses.crossEntropy, losses.distillation].filter((value) => value !== undefined);
  const { whole, rowsFrom } = shape.parts;
  const inputs = [
    ...graph.inputs.filter(({ name }) => whole.includes(name)),
    ...(rowsFrom === undefined ? [] : [head.embedding_VD]),
  ];
  const [dX, ...gradients] = gradient(graph, lossValues, [x_TD, ...inputs]);
  if (!dX) throw new Error('the losses depend on the last layer');
  return {
    model: toOnnx(graph, [...lossValues, dX, ...gradients]),
    dX: dX.name,
    losses: { crossEntropy: losses.crossEntropy.name, distillation: losses.distillation?.name },
    trained: inputs.map((input, place) => ({ input: input.name, gradient: at(gradients, place) })),
  };
}

/** Layers below it need no backward: nothing is trained there or before. */
function firstTrainedLayer(config: ModelConfig, shape: TrainingShape): number {
  return shape.parts.rowsFrom === undefined ? countFrozen(shape, config.layerCount) : 0;
}

function countFrozen({ lora, parts }: TrainingShape, layerCount: number): number {
  const names = [...(lora?.linears ?? []), ...parts.whole];
  const isTrained = (layer: number) => names.some((name) => name.startsWith(`model.layers.${layer}.`));
  const first = Array.from({ length: layerCount }, (_, layer) => layer).find(isTrained);
  return first ?? layerCount;
}

interface Layer {
  readonly layer: number;
  readonly graphs: LayerGraphs;
  readonly forward: OnnxModel;
  readonly backward: OnnxModel;
  /** What its forward keeps, by the names of its graphs; undefined where the backward computes it again. */
  readonly kept: ReadonlyMap<string, Float32Array> | undefined;
  readonly output: Float32Array;
}

function describeOutputs(head: ReturnType<typeof buildHead>, trainedLayers: readonly Layer[]) {
  const sizes = new Map<string, number>();
  const trained: { input: string; gradient: string }[] = [];
  for (const { name, shape } of head.model.outputs) if (name !== head.dX) sizes.set(name, sizeOf(shape));
  for (const { input, gradient: of } of head.trained) trained.push({ input, gradient: of.name });
  for (const { layer, graphs } of trainedLayers) {
    for (const { input, gradient: of } of graphs.trained) {
      const name = nameInLayer(input.name, layer);
      sizes.set(gradientOf(name), sizeOf(of.shape));
      trained.push({ input: name, gradient: gradientOf(name) });
    }
  }
  return { sizes, trained };
}
