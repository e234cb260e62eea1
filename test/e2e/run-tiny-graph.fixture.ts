// A process of its own that runs a tiny graph on one engine, as Madang loads it, and waits a while for late senders.
//   node run-tiny-graph.fixture.ts onnxruntime | openvino | llama <gguf> | connect | unswitched
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { openLlama } from '../../packages/madang/src/engine/generators/llama-cpp.ts';
import { openExecutor } from '../../packages/madang/src/engine/open-executor.ts';
import { timeGemm } from '../../packages/madang/src/engine/time-gemm.ts';
import { toOnnx } from '../../packages/madang/src/graph/onnx.ts';
import { matmul } from '../../packages/madang/src/graph/ops/matmul.ts';
import { createGraph, graphInput } from '../../packages/madang/src/graph/value.ts';

const [kind, path = ''] = process.argv.slice(2);
if (kind === 'connect') {
  // what the test must see: an address that is reserved for documentation
  const socket = connect({ host: '203.0.113.1', port: 443 });
  socket.on('error', () => {});
  setTimeout(() => socket.destroy(), 200);
} else if (kind === 'unswitched') {
  // onnxruntime as it is without our loader: its first session wakes the telemetry
  const require = createRequire(new URL('../../packages/madang/package.json', import.meta.url));
  const runtime = 'onnxruntime-node';
  const { InferenceSession } = require(runtime);
  const graph = createGraph();
  const [a, b] = [graphInput(graph, 'a', [1, 1]), graphInput(graph, 'b', [1, 1])];
  await InferenceSession.create(toOnnx(graph, [matmul(graph, a, b)]).bytes);
} else if (kind === 'llama') {
  await using llama = await openLlama(path, { contextTokens: 64, threads: 1 });
  process.stdout.write(JSON.stringify(await llama.complete('hello', { maxTokens: 2 })));
} else {
  const engine = kind === 'openvino' ? 'openvino' : 'onnxruntime';
  await using executor = await openExecutor({ engine, precision: 'float32' }, 1);
  process.stdout.write(`${executor.version} ${await timeGemm(executor)}`);
}
await wait(1500);
