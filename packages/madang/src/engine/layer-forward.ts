// A decoder's layers run one after the other, each kind of layer compiled once: slower than one graph of all, but the
// engine never holds its own copy of all weights.
import { toOnnx } from '../graph/onnx.ts';
import { createGraph, graphInput } from '../graph/value.ts';
import {
  type DecoderShape,
  decoderLayer,
  type LoraShape,
  layerInputs,
  layerKind,
} from '../model/architectures/decoder.ts';
import { nameInLayer, namesAsLayerZero } from '../model/architectures/tensors.ts';
import type { ModelConfig } from '../model/contract.ts';
import type { Executor, Feed, Session } from './executor.ts';
import type { WeightArray } from './weight-arrays.ts';

export interface LayerForward extends AsyncDisposable {
  /** The last layer's output, [T, D], before the last norm; written anew by each run. */
  readonly hidden: Float32Array;
  /** Inputs are the decoder's own: `embedded`, `positions`, `mask`. */
  run(inputs: ReadonlyMap<string, Feed>): Promise<void>;
}

export async function openLayerForward(
  config: ModelConfig,
  array: (name: string) => WeightArray,
  shape: DecoderShape,
  executor: Executor,
  lora?: LoraShape,
): Promise<LayerForward> {
  const tokens = shape.rows * shape.rowTokens;
  await using opened = new AsyncDisposableStack();
  const compileKind = async (layer: number, linears: readonly string[]) => {
    const graph = createGraph();
    const x_TD = graphInput(graph, 'x', [tokens, config.hiddenSize]);
    const inputs = layerInputs(graph, config, shape);
    const adapted = lora && { ...lora, linears };
    const { x_TD: y_TD } = decoderLayer(graph, config, shape, inputs, x_TD, { layer, namedAs: 0 }, adapted);
    const model = toOnnx(graph, [y_TD]);
    return { model, output: y_TD.name, session: opened.use<Session>(await executor.compile(model)) };
  };
  /** Each kind of layer, with LoRA and without: compiled for the first layer that is so. */
  const kinds = new Map<string, Awaited<ReturnType<typeof compileKind>>>();
  const layers: { readonly layer: number; readonly kind: Awaited<ReturnType<typeof compileKind>> }[] = [];
  for (let layer = 0; layer < config.layerCount; layer++) {
    const linears = namesAsLayerZero(lora?.linears ?? [], layer);
    const key = `${layerKind(config, layer)}: ${linears.join()}`;
    const kind = kinds.get(key) ?? (await compileKind(layer, linears));
    kinds.set(key, kind);
    layers.push({ layer, kind });
  }
  const sides = [new Float32Array(tokens * config.hiddenSize), new Float32Array(tokens * config.hiddenSize)] as const;

  const closing = opened.move();
  return {
    hidden: sides[(config.layerCount - 1) % 2] as Float32Array,
    async run(inputs) {
      for (const { layer, kind } of layers) {
        const x = layer === 0 ? inputs.get('embedded') : sides[(layer - 1) % 2];
        const feeds = kind.model.inputs.map(({ name }): [string, Feed] => [
          name,
          (name === 'x' ? x : inputs.get(name)) ?? array(nameInLayer(name, layer)),
        ]);
        await kind.session.run(new Map(feeds), new Map([[kind.output, sides[layer % 2] as Float32Array]]));
      }
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
