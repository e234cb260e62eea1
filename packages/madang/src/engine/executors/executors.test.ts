import { describe, expect, test } from 'vitest';
import { gradient } from '../../graph/gradient.ts';
import { interpret } from '../../graph/interpret.ts';
import { toOnnx } from '../../graph/onnx.ts';
import { buildCase, opCases } from '../../graph/ops/ops.cases.ts';
import { sizeOf } from '../../graph/shapes.ts';
import type { Executor, Feed } from '../executor.ts';
import { findOpenvino } from '../fetch-openvino.ts';
import { openOnnxruntime } from './onnxruntime.ts';
import { openOpenvino } from './openvino.ts';

const openvino = findOpenvino() ?? '';
const options = { precision: 'float32', threads: 1 } as const;
const executors: readonly { name: string; open: () => Promise<Executor>; isHere: boolean }[] = [
  { name: 'onnxruntime', open: () => openOnnxruntime(options), isHere: true },
  {
    name: 'openvino (skipped where it has not been fetched)',
    open: () => openOpenvino(options, openvino),
    isHere: openvino !== '',
  },
];

describe.each(executors)('$name', ({ open, isHere }) => {
  test.skipIf(!isHere).each(opCases)('$name agrees with its plain loops', async (opCase) => {
    await using executor = await open();
    const { graph, outputs } = buildCase(opCase);
    const isDifferentiable = opCase.isLoss && !opCase.notDifferentiated;
    const wanted = graph.inputs.filter((input) => input.type === 'float32' && !opCase.frozen?.includes(input.name));
    const asked = isDifferentiable ? [...outputs, ...gradient(graph, outputs, wanted)] : outputs;
    const model = toOnnx(graph, asked);
    await using session = await executor.compile(model);

    const feeds = new Map<string, Feed>();
    for (const [place, input] of graph.inputs.entries()) {
      const given = opCase.integers?.[input.name];
      const numbers = Array.from({ length: sizeOf(input.shape) }, (_, i) =>
        input.type === 'int64' ? (given?.[i] ?? 0) : Math.sin(1 + i * 0.7 + place),
      );
      feeds.set(input.name, input.type === 'int64' ? BigInt64Array.from(numbers, BigInt) : Float32Array.from(numbers));
    }
    const found = new Map(asked.map((value) => [value.name, new Float32Array(sizeOf(value.shape))]));
    await session.run(feeds, found);

    const expected = interpret(
      graph,
      new Map(
        graph.inputs.map((input) => [input.name, { shape: input.shape, data: toFloat64(feeds.get(input.name)) }]),
      ),
    );
    for (const value of asked) {
      const numbers = found.get(value.name) ?? new Float32Array();
      const truth = expected.get(value.name)?.data ?? new Float64Array();
      expect(numbers.length).toBe(truth.length);
      for (const [i, number] of numbers.entries()) expect(number).toBeCloseTo(truth[i] ?? Number.NaN, 5);
    }
  });
});

function toFloat64(feed: Feed | undefined): Float64Array {
  return Float64Array.from(feed ?? [], Number);
}
