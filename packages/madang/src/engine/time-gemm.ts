// Times one product of the size a training step is made of, so that an engine and a precision are chosen by what
// they do on this processor, never by its flags.
import { toOnnx } from '../graph/onnx.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { createGraph, graphInput } from '../graph/value.ts';
import type { Executor } from './executor.ts';

const rows = 2048;
const inner = 576;
const columns = 1536;
const repeats = 7;

/** Best of a few runs of [2048, 576] · [1536, 576]ᵀ, in GFLOP/s. */
export async function timeGemm(executor: Executor): Promise<number> {
  const graph = createGraph();
  const a = graphInput(graph, 'a', [rows, inner]);
  const b = graphInput(graph, 'b', [columns, inner]);
  const c = matmul(graph, a, b, { transposeB: true });
  await using session = await executor.compile(toOnnx(graph, [c]));
  const inputs = new Map([
    ['a', new Float32Array(rows * inner).fill(0.01)],
    ['b', new Float32Array(columns * inner).fill(0.01)],
  ]);
  const outputs = new Map([[c.name, new Float32Array(rows * columns)]]);
  let bestSeconds = Number.POSITIVE_INFINITY;
  for (let run = 0; run < repeats; run++) {
    const startedMs = performance.now();
    await session.run(inputs, outputs);
    bestSeconds = Math.min(bestSeconds, (performance.now() - startedMs) / 1000);
  }
  return (2 * rows * inner * columns) / bestSeconds / 1e9;
}
