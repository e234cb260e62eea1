// The conformance suite of the op family: one case an op. `graph/ops/ops.test.ts` checks each against its plain
// loops by finite differences; `engine/executors/executors.test.ts` runs each on every executor.
import { createGraph, type Graph, graphInput, type Value } from '../value.ts';
import { type AdamwScalars, adamw } from './adamw.ts';
import { add } from './add.ts';
import { addMatmul } from './add-matmul.ts';
import { attention } from './attention.ts';
import { causalAttention, splitMask } from './causal-attention.ts';
import { crossEntropy } from './cross-entropy.ts';
import { distillation } from './distillation.ts';
import { dot } from './dot.ts';
import { loraLinears } from './linears.ts';
import { matmul } from './matmul.ts';
import { reshape } from './reshape.ts';
import { rmsNorm } from './rms-norm.ts';
import { rotary, rotaryTable } from './rotary.ts';
import { siluGate } from './silu-gate.ts';
import { join, split } from './split.ts';
import { tokenScores } from './token-scores.ts';
import { transpose } from './transpose.ts';

export interface OpCase {
  readonly name: string;
  /** Builds a graph whose float inputs are all differentiated, ending in a tensor or a loss. */
  build(graph: Graph): readonly Value[];
  /** Inputs that have no gradient. */
  readonly frozen?: readonly string[];
  /** Outputs are losses: their gradient is that of their sum. */
  readonly isLoss?: boolean;
  /** Values of int64 inputs. */
  readonly integers?: Readonly<Record<string, readonly number[]>>;
  readonly notDifferentiated?: boolean;
}

const input = (graph: Graph, name: string, ...shape: number[]) => graphInput(graph, name, shape);

export const opCases: readonly OpCase[] = [
  { name: 'add', build: (g) => [add(g, input(g, 'a', 3, 4), input(g, 'b', 3, 4))] },
  {
    name: 'adamw',
    build: (g) => {
      // first, where the executors' test gives positive numbers
      const [moment2, epsilon] = [input(g, 'moment2', 4), input(g, 'epsilon', 1)];
      const [weights, gradient, moment1] = [input(g, 'weights', 4), input(g, 'gradient', 4), input(g, 'moment1', 4)];
      const scalars: AdamwScalars = [input(g, 'clip', 1), input(g, 'stepSize', 1), input(g, 'keep', 1), epsilon];
      return adamw(g, { weights, gradient, moment1, moment2 }, scalars, { beta1: 0.9, beta2: 0.95 });
    },
    notDifferentiated: true,
  },
  { name: 'matmul', build: (g) => [matmul(g, input(g, 'a', 2, 3, 4), input(g, 'b', 2, 4, 5), { alpha: 0.5 })] },
  {
    name: 'matmul, A transposed',
    build: (g) => [matmul(g, input(g, 'a', 4, 3), input(g, 'b', 4, 5), { transposeA: true, alpha: 2 })],
  },
  {
    name: 'matmul, B transposed',
    build: (g) => [matmul(g, input(g, 'a', 3, 4), input(g, 'b', 5, 4), { transposeB: true })],
  },
  {
    name: 'addMatmul',
    build: (g) => [addMatmul(g, input(g, 'c', 3, 5), input(g, 'a', 3, 4), input(g, 'b', 4, 5), { alpha: 0.5 })],
  },
  {
    name: 'addMatmul, B transposed',
    build: (g) => [
      addMatmul(g, input(g, 'c', 3, 5), input(g, 'a', 3, 4), input(g, 'b', 5, 4), { transposeB: true, alpha: 2 }),
    ],
  },
  {
    name: 'loraLinears, two maps of one input',
    build: (g) =>
      loraLinears(
        g,
        input(g, 'x', 4, 5),
        [input(g, 'w1', 3, 5), input(g, 'w2', 2, 5)],
        [
          { a: input(g, 'a1', 2, 5), b: input(g, 'b1', 3, 2) },
          { a: input(g, 'a2', 1, 5), b: input(g, 'b2', 2, 1) },
        ],
        0.5,
      ),
  },
  { name: 'reshape', build: (g) => [reshape(g, input(g, 'x', 3, 4), [2, 6])] },
  { name: 'transpose', build: (g) => [transpose(g, input(g, 'x', 2, 3, 4), [1, 2, 0])] },
  {
    name: 'split and join, first axis',
    build: (g) => {
      const [first, last] = split(g, input(g, 'x', 5, 3), 0, [2, 3]);
      return [first, last].filter((band) => band !== undefined);
    },
  },
  {
    name: 'split and join, inner axis',
    build: (g) => {
      const [first, middle, last] = split(g, input(g, 'x', 2, 5, 3), 1, [1, 2, 2]) as [Value, Value, Value];
      return [join(g, [last, first], 1), middle];
    },
  },
  { name: 'rmsNorm', build: (g) => [rmsNorm(g, input(g, 'x', 3, 6), input(g, 'w', 6), 1e-5)] },
  { name: 'siluGate', build: (g) => [siluGate(g, input(g, 'gate', 3, 4), input(g, 'up', 3, 4))] },
  {
    name: 'rotary',
    integers: { positions: [0, 1, 0, 3, 1, 2] },
    build: (g) => [
      rotary(g, input(g, 'x', 2, 3, 8), graphInput(g, 'positions', [2, 3], 'int64'), rotaryTable(g, 4, 4, 10_000)),
    ],
  },
  {
    name: 'attention',
    frozen: ['mask'],
    build: (g) => [
      attention(
        g,
        input(g, 'q', 2, 2, 6, 4),
        input(g, 'k', 2, 2, 3, 4),
        input(g, 'v', 2, 2, 3, 4),
        input(g, 'mask', 2, 1, 3, 3),
      ),
    ],
  },
  {
    name: 'causalAttention',
    frozen: ['mask'],
    build: (g) => [
      causalAttention(
        g,
        input(g, 'q', 2, 2, 3, 5, 4),
        input(g, 'k', 2, 2, 5, 4),
        input(g, 'v', 2, 2, 5, 4),
        splitMask(g, input(g, 'mask', 2, 1, 5, 5), 2, 2),
      ),
    ],
  },
  crossEntropyCase('crossEntropy', undefined),
  crossEntropyCase('crossEntropy, the last rows of the head trained', 4),
  crossEntropyCase('crossEntropy, the whole head trained', 0),
  {
    name: 'distillation',
    frozen: ['embedding', 'weights', 'teacher'],
    isLoss: true,
    build: (g) => {
      const embedding = input(g, 'embedding', 7, 4);
      const [hidden, teacher, weights] = [input(g, 'hidden', 5, 4), input(g, 'teacher', 5, 4), input(g, 'weights', 5)];
      return [distillation(g, hidden, teacher, embedding, embedding, weights, { chunkTokens: 3 })];
    },
  },
  {
    name: 'distillation, to a teacher that does not know the last rows, which are trained',
    frozen: ['teacherEmbedding', 'weights', 'teacher'],
    isLoss: true,
    build: (g) => {
      const [embedding, teacherEmbedding] = [input(g, 'embedding', 9, 4), input(g, 'teacherEmbedding', 7, 4)];
      const [hidden, teacher, weights] = [input(g, 'hidden', 5, 4), input(g, 'teacher', 5, 4), input(g, 'weights', 5)];
      const options = { chunkTokens: 3, trainedFrom: 6 };
      return [distillation(g, hidden, teacher, embedding, teacherEmbedding, weights, options)];
    },
  },
  {
    name: 'dot',
    frozen: ['upstream'],
    isLoss: true,
    build: (g) => [dot(g, siluGate(g, input(g, 'x', 3, 4), input(g, 'y', 3, 4)), input(g, 'upstream', 3, 4))],
  },
  {
    name: 'tokenScores',
    notDifferentiated: true,
    integers: { targets: [0, 6, 2] },
    build: (g) => {
      const [hidden, embedding] = [input(g, 'hidden', 3, 4), input(g, 'embedding', 7, 4)];
      const targets = graphInput(g, 'targets', [3], 'int64');
      const { logProbability, topTwo } = tokenScores(g, hidden, embedding, targets, { chunkTokens: 2, topTwo: true });
      return [logProbability, ...Object.values(topTwo ?? {})];
    },
  },
];

function crossEntropyCase(name: string, trainedFrom: number | undefined): OpCase {
  return {
    name,
    frozen: trainedFrom === undefined ? ['embedding', 'weights'] : ['weights'],
    isLoss: true,
    integers: { targets: [0, 6, 2, 3, 1] },
    build: (g) => [
      crossEntropy(
        g,
        input(g, 'hidden', 5, 4),
        input(g, 'embedding', 7, 4),
        graphInput(g, 'targets', [5], 'int64'),
        input(g, 'weights', 5),
        { chunkTokens: 2, trainedFrom },
      ),
    ],
  };
}

export function buildCase(opCase: OpCase): { graph: Graph; outputs: readonly Value[] } {
  const graph = createGraph();
  return { graph, outputs: opCase.build(graph) };
}
