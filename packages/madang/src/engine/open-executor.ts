// Chooses and opens the executor. `auto` takes OpenVINO where it can be had, and bfloat16 where a timed product
// shows that it pays; the reason is said in one line.
import { availableParallelism } from 'node:os';
import { errorsOf } from '../kernel/errors.ts';
import { type Emit, noticesOf } from '../kernel/events.ts';
import { type RunProcess, runProcess as runRealProcess } from '../model/sources/outside.ts';
import type { EngineKind, Precision } from './contract.ts';
import type { Executor } from './executor.ts';
import { openOnnxruntime } from './executors/onnxruntime.ts';
import { openOpenvino } from './executors/openvino.ts';
import { fetchOpenvino, findOpenvino } from './fetch-openvino.ts';
import { en } from './messages.en.ts';
import { timeGemm } from './time-gemm.ts';

const engineError = errorsOf('engine', en.errors);
const notice = noticesOf('engine', en.notices);

/** bfloat16 must be this much faster in the product alone: the rest of a step does not gain. */
const leastGain = 1.3;

export interface EngineChoice {
  readonly engine: EngineKind;
  readonly precision: Precision;
}

export async function chooseEngine(
  asked: EngineKind | 'auto',
  emit: Emit,
  runProcess: RunProcess = runRealProcess,
): Promise<EngineChoice> {
  const choice = await choose(asked, emit, runProcess);
  emit(notice('engine-chosen', choice));
  return { engine: choice.engine, precision: choice.precision };
}

async function choose(
  asked: EngineKind | 'auto',
  emit: Emit,
  runProcess: RunProcess,
): Promise<EngineChoice & { reason: string }> {
  if (asked === 'onnxruntime') return { engine: 'onnxruntime', precision: 'float32', reason: en.reasons.asked };
  const found = await haveOpenvino(emit, runProcess);
  if ('reason' in found) {
    if (asked === 'openvino') throw engineError('unavailable', 'no-openvino', { reason: found.reason });
    return { engine: 'onnxruntime', precision: 'float32', reason: en.reasons.noOpenvino({ reason: found.reason }) };
  }
  const speed = { float32: await timeOpenvino('float32'), bfloat16: await timeOpenvino('bfloat16') };
  const precision = speed.bfloat16 > leastGain * speed.float32 ? 'bfloat16' : 'float32';
  return { engine: 'openvino', precision, reason: en.reasons.timed(speed) };
}

async function haveOpenvino(emit: Emit, runProcess: RunProcess): Promise<{ path: string } | { reason: string }> {
  const path = findOpenvino();
  if (path !== undefined) return { path };
  emit(notice('fetch-openvino', {}));
  return fetchOpenvino(runProcess);
}

async function timeOpenvino(precision: Precision): Promise<number> {
  await using executor = await openExecutor({ engine: 'openvino', precision });
  return Math.round(await timeGemm(executor));
}

/** Opens what `chooseEngine` chose; OpenVINO must have been fetched by then. */
export async function openExecutor(choice: EngineChoice, threads: number = availableParallelism()): Promise<Executor> {
  const options = { precision: choice.precision, threads };
  if (choice.engine === 'onnxruntime') return openOnnxruntime(options);
  const path = findOpenvino();
  if (path === undefined) throw engineError('unavailable', 'no-openvino', { reason: 'not fetched yet' });
  return openOpenvino(options, path);
}
