// Each operation's plain loops and gradient, in float64, against what PyTorch computed in float64 (record-ops.py).
// That executors agree with the plain loops is shown beside them (engine/executors/executors.test.ts).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { layPassages } from '../../packages/madang/src/engine/decoder-feeds.ts';
import { gradient } from '../../packages/madang/src/graph/gradient.ts';
import { interpret } from '../../packages/madang/src/graph/interpret.ts';
import { attention } from '../../packages/madang/src/graph/ops/attention.ts';
import { crossEntropy } from '../../packages/madang/src/graph/ops/cross-entropy.ts';
import { distillation } from '../../packages/madang/src/graph/ops/distillation.ts';
import { linears, loraLinears } from '../../packages/madang/src/graph/ops/linears.ts';
import { reshape } from '../../packages/madang/src/graph/ops/reshape.ts';
import { rmsNorm } from '../../packages/madang/src/graph/ops/rms-norm.ts';
import { rotary, rotaryTable } from '../../packages/madang/src/graph/ops/rotary.ts';
import { siluGate } from '../../packages/madang/src/graph/ops/silu-gate.ts';
import { transpose } from '../../packages/madang/src/graph/ops/transpose.ts';
import { sizeOf } from '../../packages/madang/src/graph/shapes.ts';
import {
  apply,
  at,
  createGraph,
  type Graph,
  graphInput,
  type Op,
  type Value,
} from '../../packages/madang/src/graph/value.ts';
import { makeFormulaTensor } from './formula.ts';

const tensorSchema = z.object({
  tensor: z.number(),
  shape: z.array(z.number()),
  scale: z.number(),
  offset: z.number(),
});
const table = z.array(z.array(z.number()));
const recordedSchema = z.object({
  epsilon: z.number().default(0),
  scale: z.number().default(0),
  theta: z.number().default(0),
  positions: table.default([]),
  passages: table.default([]),
  targets: z.array(z.number()).default([]),
  weights: z.array(z.number()).default([]),
  inputs: z.record(z.string(), tensorSchema),
  /** Absent where the output is the loss itself. */
  upstream: tensorSchema.optional(),
  output: z.object({ values: z.array(z.number()) }),
  gradients: z.record(z.string(), z.array(z.number())),
});
type Recorded = z.infer<typeof recordedSchema>;
const recordings: unknown = JSON.parse(readFileSync(new URL('ops.json', import.meta.url), 'utf8'));

/** Σ x · upstream: makes a loss of any output. Only the plain loops run it. */
const dotOp: Op = {
  name: 'dot',
  shapes: () => [[1]],
  reference: ([x, upstream]) => [
    {
      shape: [1],
      data: Float64Array.of(
        (x?.data ?? new Float64Array()).reduce((sum, value, i) => sum + value * (upstream?.data[i] ?? 0), 0),
      ),
    },
  ],
  lower: () => {
    throw new Error('dot is never lowered');
  },
  gradient: (_graph, node) => [at(node.inputs, 1)],
};

interface Built {
  readonly output: Value;
  /** Data of inputs that the recording does not name: masks, positions, weights. */
  readonly feeds?: Readonly<Record<string, ArrayLike<number>>>;
}
type Build = (graph: Graph, recorded: Recorded, input: (name: string) => Value) => Built;

const flat = (graph: Graph, x: Value) => reshape(graph, x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1) ?? 1]);

const builds: Record<string, Build> = {
  rmsNorm: (graph, { epsilon }, input) => ({ output: rmsNorm(graph, input('hidden'), input('weight'), epsilon) }),
  linearWithLora: (graph, { scale }, input) => ({
    output: at(
      loraLinears(graph, flat(graph, input('hidden')), [input('weight')], [{ a: input('a'), b: input('b') }], scale),
      0,
    ),
  }),
  gatedMlp: (graph, _, input) => {
    const hidden = flat(graph, input('hidden'));
    const [gate, up] = linears(graph, hidden, [input('gate'), input('up')]) as [Value, Value];
    return { output: at(linears(graph, siluGate(graph, gate, up), [input('down')]), 0) };
  },
  rotary: (graph, { theta, positions }, input) => {
    const heads = input('heads');
    const [rows = 0, time = 0, count = 0, size = 0] = heads.shape;
    const last = Math.max(...positions.flat());
    const angles = rotaryTable(
      graph,
      last + 1,
      Array.from({ length: size / 2 }, (_, i) => theta ** ((-2 * i) / size)),
    );
    const places = graphInput(graph, 'positions', [rows, time], 'int64');
    const output = rotary(graph, reshape(graph, heads, [rows, time, count * size]), places, angles);
    return { output, feeds: { positions: positions.flat() } };
  },
  attention: (graph, { passages }, input) => {
    const [rows = 0, time = 0, heads = 0, size = 0] = input('query').shape;
    const groups = input('key').shape[2] ?? 1;
    const group = heads / groups;
    const query = transpose(graph, reshape(graph, input('query'), [rows, time, groups, group, size]), [0, 2, 3, 1, 4]);
    const byHead = (name: string) => transpose(graph, input(name), [0, 2, 1, 3]);
    const mask = graphInput(graph, 'mask', [rows, 1, time, time]);
    const attended = attention(
      graph,
      reshape(graph, query, [rows, groups, group * time, size]),
      byHead('key'),
      byHead('value'),
      mask,
    );
    const laid = new Float32Array(rows * time * time);
    layPassages(new BigInt64Array(rows * time), laid, passages.flat(), time);
    const output = transpose(graph, reshape(graph, attended, [rows, groups, group, time, size]), [0, 3, 1, 2, 4]);
    return { output, feeds: { mask: laid } };
  },
  crossEntropy: (graph, { targets, weights }, input) => {
    const places = graphInput(graph, 'targets', [targets.length], 'int64');
    const counted = graphInput(graph, 'weights', [weights.length]);
    return {
      output: crossEntropy(graph, input('hidden'), input('head'), places, counted, { chunkTokens: 4 }),
      feeds: { targets, weights },
    };
  },
  distillation: (graph, { weights }, input) => {
    const counted = graphInput(graph, 'weights', [weights.length]);
    const [student, teacher, head] = [input('student'), input('teacher'), input('head')];
    return {
      output: distillation(graph, student, teacher, head, head, counted, { chunkTokens: 4 }),
      feeds: { weights },
    };
  },
};

test.each(Object.entries(builds))('%s', (name, build) => {
  const recorded = recordedSchema.parse((recordings as Record<string, unknown>)[name]);
  const graph = createGraph();
  const inputs = new Map(
    Object.entries(recorded.inputs).map(([role, tensor]) => [role, graphInput(graph, role, tensor.shape)] as const),
  );
  const { output, feeds = {} } = build(graph, recorded, (role) => inputs.get(role) as Value);
  const upstream = recorded.upstream && graphInput(graph, 'upstream', output.shape);
  const loss = upstream ? at(apply(graph, dotOp, [output, upstream]), 0) : output;
  const wanted = [...inputs.values()].filter(({ name: role }) => !isFrozen(name, role));
  const gradients = gradient(graph, [loss], wanted);

  const numbers = (value: Value): Float64Array => {
    const tensor = value.name === 'upstream' ? recorded.upstream : recorded.inputs[value.name];
    return Float64Array.from(tensor ? makeFormulaTensor(tensor) : (feeds[value.name] ?? []));
  };
  const values = interpret(
    graph,
    new Map(graph.inputs.map((value) => [value.name, { shape: value.shape, data: numbers(value) }])),
  );
  expectClose(values.get(output.name)?.data, recorded.output.values, toleranceOf(name));
  for (const [place, value] of wanted.entries()) {
    const found = values.get(gradients[place]?.name ?? '')?.data;
    expectClose(found, recorded.gradients[value.name] ?? [], toleranceOf(name));
  }
});

/** Heads, teachers and the weights of norms are never trained here: the operations refuse their gradients. */
function isFrozen(operation: string, role: string): boolean {
  return role === 'head' || role === 'teacher' || (operation === 'rmsNorm' && role === 'weight');
}

/** The table of angles is float32; all else is float64 and recorded with ten digits. */
function toleranceOf(name: string): number {
  return name === 'rotary' ? 1e-6 : 1e-8;
}

function expectClose(found: Float64Array | undefined, expected: readonly number[], tolerance: number): void {
  expect(found?.length).toBe(expected.length);
  const largest = Math.max(...expected.map((value, i) => Math.abs((found?.[i] ?? Number.NaN) - value)));
  expect(largest).toBeLessThan(tolerance);
}
