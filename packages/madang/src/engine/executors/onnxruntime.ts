// onnxruntime from npm: always there, float32, bit-identical from run to run at the same thread count.
// The only file that loads onnxruntime-node. Its Linux binary sends telemetry unless ORT_DISABLE_TELEMETRY is set
// before it is loaded.
import type { InferenceSession, OnnxValue } from 'onnxruntime-node';
import type { OnnxModel } from '../../graph/onnx.ts';
import type { Value } from '../../graph/value.ts';
import { arrayFor, type Executor, type ExecutorOptions, type Feed, type Session } from '../executor.ts';

async function loadRuntime() {
  process.env.ORT_DISABLE_TELEMETRY = '1';
  return import('onnxruntime-node');
}

export async function openOnnxruntime({ threads }: ExecutorOptions): Promise<Executor> {
  const runtime = await loadRuntime();
  const toTensor = (value: Value, data: Feed): OnnxValue =>
    data instanceof Float32Array
      ? new runtime.Tensor('float32', data, value.shape)
      : new runtime.Tensor('int64', data, value.shape);

  async function compile(model: OnnxModel): Promise<Session> {
    const session: InferenceSession = await runtime.InferenceSession.create(model.bytes, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // the planner would allocate a second block as large as the first
      enableMemPattern: false,
      logSeverityLevel: 3,
      // spinning workers fight with whatever else runs here
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    return {
      async run(inputs, outputs) {
        const bind = (values: readonly Value[], arrays: ReadonlyMap<string, Feed>) =>
          Object.fromEntries(values.map((value) => [value.name, toTensor(value, arrayFor(arrays, value))]));
        await session.run(bind(model.inputs, inputs), bind(model.outputs, outputs));
      },
      async [Symbol.asyncDispose]() {
        await session.release();
      },
    };
  }
  return {
    kind: 'onnxruntime',
    precision: 'float32',
    version: runtime.env.versions.node ?? 'unknown',
    compile,
    async [Symbol.asyncDispose]() {},
  };
}
