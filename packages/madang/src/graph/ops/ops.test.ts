import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gradient } from '../gradient.ts';
import { interpret } from '../interpret.ts';
import { sizeOf } from '../shapes.ts';
import { createGraph, type Graph, graphInput, type ReferenceTensor, type Value } from '../value.ts';
import { causalAttention, splitMask } from './causal-attention.ts';
import { crossEntropy } from './cross-entropy.ts';
import { matmul } from './matmul.ts';
import { buildCase, type OpCase, opCases } from './ops.cases.ts';
import { reshape } from './reshape.ts';

const step = 1e-5;

describe.each(opCases.filter((opCase) => !opCase.notDifferentiated))('$name', (opCase) => {
  test('its gradient is the finite difference of its plain loops', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const { graph, gradients, wanted, loss } = differentiable(opCase);
        const inputs = randomInputs(graph, opCase, seed);
        const values = interpret(graph, inputs);
        for (const [index, input] of wanted.entries()) {
          const found = values.get(gradients[index]?.name ?? '')?.data ?? new Float64Array();
          const tensor = inputs.get(input.name) as ReferenceTensor;
          // of a matrix whose last rows alone are trained, the gradient has those rows
          const frozen = tensor.data.length - found.length;
          for (let i = 0; i < found.length; i += Math.ceil(found.length / 6)) {
            const slope = differenceQuotient(graph, inputs, tensor, frozen + i, loss);
            expect(Math.abs((found[i] ?? Number.NaN) - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
          }
        }
      }),
      { numRuns: 5 },
    );
  });
});

/** Ends the case in a scalar: its own losses, or an uneven weighting of its output by a frozen loss head. */
function differentiable(opCase: OpCase) {
  const { graph, outputs } = buildCase(opCase);
  const wanted = graph.inputs.filter((input) => input.type === 'float32' && !opCase.frozen?.includes(input.name));
  const losses = opCase.isLoss ? outputs : outputs.map((output, index) => scalarLoss(graph, output, index));
  const gradients = gradient(graph, losses, wanted);
  const loss = (values: Map<string, ReferenceTensor>) =>
    losses.reduce((sum, value) => sum + (values.get(value.name)?.data[0] ?? Number.NaN), 0);
  return { graph, gradients, wanted, loss };
}

/** A smooth scalar of any tensor: cross-entropy of its last axis through a frozen head. */
function scalarLoss(graph: Graph, x: Value, index: number): Value {
  const width = x.shape.at(-1) ?? 1;
  const rows = sizeOf(x.shape) / width;
  const flat = matmulFlat(graph, x, rows, width);
  return crossEntropy(
    graph,
    flat,
    graphInput(graph, `frozen-head-${index}`, [3, width]),
    graphInput(graph, `frozen-targets-${index}`, [rows], 'int64'),
    graphInput(graph, `frozen-weights-${index}`, [rows]),
    { chunkTokens: 2 },
  );
}

function matmulFlat(graph: Graph, x: Value, rows: number, width: number): Value {
  if (x.shape.length === 2) return matmul(graph, x, graphInput(graph, `frozen-mix-${x.name}`, [width, width]));
  return reshape(graph, x, [rows, width]);
}

function differenceQuotient(
  graph: Graph,
  inputs: Map<string, ReferenceTensor>,
  tensor: ReferenceTensor,
  index: number,
  loss: (values: Map<string, ReferenceTensor>) => number,
): number {
  const original = tensor.data[index] ?? 0;
  tensor.data[index] = original + step;
  const above = loss(interpret(graph, inputs));
  tensor.data[index] = original - step;
  const below = loss(interpret(graph, inputs));
  tensor.data[index] = original;
  return (above - below) / (2 * step);
}

function randomInputs(graph: Graph, opCase: OpCase, seed: number): Map<string, ReferenceTensor> {
  let state = seed;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * 2 - 1;
  };
  return new Map(
    graph.inputs.map((input) => {
      const given = opCase.integers?.[input.name];
      const data = Float64Array.from({ length: sizeOf(input.shape) }, (_, i) =>
        input.type === 'int64' ? (given?.[i] ?? i % 3) : random(),
      );
      return [input.name, { shape: input.shape, data }];
    }),
  );
}

test('causal attention by blocks is attention under the whole mask', () => {
  const graph = createGraph();
  const [q, k, v] = [
    graphInput(graph, 'q', [2, 2, 3, 5, 4]),
    graphInput(graph, 'k', [2, 2, 5, 4]),
    graphInput(graph, 'v', [2, 2, 5, 4]),
  ];
  const mask = graphInput(graph, 'mask', [2, 1, 5, 5]);
  const byBlocks = causalAttention(graph, q, k, v, splitMask(graph, mask, 2, 2));
  const whole = causalAttention(graph, q, k, v, [mask]);
  const random = (shape: readonly number[], seed: number) =>
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(seed + 1.7 * i));
  const hidden = (_: unknown, i: number) => (i % 5 > Math.floor(i / 5) % 5 ? -1e9 : 0);
  const values = interpret(
    graph,
    new Map([
      ...[q, k, v].map(({ name, shape }, seed) => [name, { shape, data: random(shape, seed) }] as const),
      ['mask', { shape: mask.shape, data: Float64Array.from({ length: 50 }, hidden) }] as const,
    ]),
  );
  const [found, expected] = [byBlocks, whole].map(({ name }) => values.get(name)?.data ?? new Float64Array());
  expect(Math.max(...(found ?? []).map((value, i) => Math.abs(value - (expected?.[i] ?? Number.NaN))))).toBeLessThan(
    1e-12,
  );
});
