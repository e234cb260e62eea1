// Runs AdamW over all trained tensors. Large ones are updated as a graph of the engine, on all threads and four numbers
// at a time, where that is faster than our own loop (OpenVINO fuses it into one pass, 2.9 against 8.6 ns of processor
// time a number; onnxruntime makes ten, and takes longer). The graph writes over what it reads: each number depends on
// its own place alone.
import type { Executor, Feed, Session } from '../engine/executor.ts';
import { toOnnx } from '../graph/onnx.ts';
import { adamw } from '../graph/ops/adamw.ts';
import { createGraph, graphInput } from '../graph/value.ts';
import {
  type AdamwNumbers,
  type AdamwSettings,
  adamwNumbers,
  gradientNorm,
  partOfTensor,
  type TrainedTensor,
  updateTensor,
} from './adamw.ts';

export interface Optimizer extends AsyncDisposable {
  /** One update; `step` counts from 1. Gives the gradient norm before clipping. */
  update(tensors: readonly TrainedTensor[], step: number, learningRate: number): Promise<number>;
}

/** Smaller tensors are not worth the call. */
const smallestInGraph = 100_000;
const largestInGraph = 4_194_304;

type TensorUpdate = (tensor: TrainedTensor, numbers: AdamwNumbers) => Promise<void> | void;

export async function openOptimizer(settings: AdamwSettings, executor: Executor): Promise<Optimizer> {
  await using opened = new AsyncDisposableStack();
  const inGraph = executor.kind === 'openvino' ? opened.use(openGraphUpdates(settings, executor)) : undefined;
  const closing = opened.move();
  return {
    async update(tensors, step, learningRate) {
      const norm = gradientNorm(tensors);
      for (const tensor of tensors) {
        const numbers = adamwNumbers(step, learningRate * tensor.rateFactor, norm, settings);
        if (inGraph && tensor.weights.length >= smallestInGraph) await inGraph.update(tensor, numbers);
        else updateTensor(tensor, numbers, settings);
      }
      return norm;
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** One graph a size, compiled when the first tensor of it comes. */
function openGraphUpdates(settings: AdamwSettings, executor: Executor) {
  const updates = new Map<number, { readonly session: Session; readonly update: TensorUpdate }>();
  async function updateOfSize(size: number) {
    const known = updates.get(size) ?? (await compileUpdate(size, settings, executor));
    updates.set(size, known);
    return known;
  }
  return {
    async update(tensor: TrainedTensor, numbers: AdamwNumbers): Promise<void> {
      for (let first = 0; first < tensor.weights.length; first += largestInGraph) {
        const part = partOfTensor(tensor, first, first + largestInGraph);
        await (await updateOfSize(part.weights.length)).update(part, numbers);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const { session } of updates.values()) await session[Symbol.asyncDispose]();
    },
  };
}

async function compileUpdate(size: number, { beta1, beta2 }: AdamwSettings, executor: Executor) {
  const graph = createGraph();
  const input = (name: string) => graphInput(graph, name, [size]);
  const scalar = (name: keyof AdamwNumbers) => graphInput(graph, name, [1]);
  const [weights, moment1, moment2] = [input('weights'), input('moment1'), input('moment2')];
  const tensors = { weights, gradient: input('gradient'), moment1, moment2 };
  const scalars = [scalar('clip'), scalar('stepSize'), scalar('keep'), scalar('epsilon')] as const;
  const outputs = adamw(graph, tensors, scalars, { beta1, beta2 });
  const session = await executor.compile(toOnnx(graph, outputs));
  const scalarArrays = new Map(scalars.map(({ name }) => [name, new Float32Array(1)]));

  async function update(tensor: TrainedTensor, numbers: AdamwNumbers): Promise<void> {
    for (const [name, value] of Object.entries(numbers)) scalarArrays.get(name)?.fill(value);
    const inputs = new Map<string, Feed>(scalarArrays);
    for (const name of ['weights', 'gradient', 'moment1', 'moment2'] as const) inputs.set(name, tensor[name]);
    const written = [tensor.weights, tensor.moment1, tensor.moment2];
    await session.run(inputs, new Map(outputs.map(({ name }, place) => [name, written[place] as Float32Array])));
  }
  return { session, update };
}
