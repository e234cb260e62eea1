// What runs a graph: an executor compiles an ONNX model, a session runs it on arrays in place.
import type { OnnxModel } from '../graph/onnx.ts';
import { sizeOf } from '../graph/shapes.ts';
import type { Value } from '../graph/value.ts';
import type { EngineKind, Precision } from './contract.ts';

/** Uint16Array: the bits of bfloat16. */
export type Feed = Float32Array | BigInt64Array | Uint16Array;

export interface Session extends AsyncDisposable {
  /** Runs once. Arrays are bound without copying and outputs are written in place; blocks the calling thread. */
  run(inputs: ReadonlyMap<string, Feed>, outputs: ReadonlyMap<string, Float32Array>): Promise<void>;
}

export interface Executor extends AsyncDisposable {
  readonly kind: EngineKind;
  readonly precision: Precision;
  readonly version: string;
  compile(model: OnnxModel): Promise<Session>;
}

export interface ExecutorOptions {
  readonly precision: Precision;
  readonly threads: number;
}

/** The array for a graph value; throws where it is missing or has another size. */
export function arrayFor<T extends Feed>(arrays: ReadonlyMap<string, T>, value: Value): T {
  const array = arrays.get(value.name);
  if (!array) throw new Error(`no array for the graph's ${value.name}`);
  const size = sizeOf(value.shape);
  if (array.length !== size) throw new Error(`${value.name}: found ${array.length} numbers, expected ${size}`);
  return array;
}
