// The base's weights as the trainer holds them. Linears that are only read may lie in bfloat16, half the memory: on an
// engine that computes in bfloat16 the products are the same.
import type { EngineChoice } from '../engine/open-executor.ts';
import type { WeightArray } from '../engine/weight-arrays.ts';
import { linearNames } from '../model/architectures/tensors.ts';
import type { ModelConfig, Weights } from '../model/contract.ts';
import { narrowToBfloat16 } from '../model/formats/half-precision.ts';
import type { Execution } from './contract.ts';
import type { TrainedParts } from './trained-parts.ts';

export type LinearsAs = 'float32' | 'bfloat16';

/** bfloat16 where memory is what counts, the engine reads it, and no linear is trained itself. */
export function chooseLinearsAs(
  execution: Execution,
  { engine, precision }: EngineChoice,
  { whole }: Pick<TrainedParts, 'whole'>,
): LinearsAs {
  const isRead = engine === 'openvino' && precision === 'bfloat16' && whole.length === 0;
  return isRead && execution.kind === 'layer-by-layer' ? 'bfloat16' : 'float32';
}

export function readWeights(weights: Weights, config: ModelConfig, linearsAs: LinearsAs): Map<string, WeightArray> {
  const narrowed = new Set(linearsAs === 'bfloat16' ? linearNames(config) : []);
  return new Map(
    weights.names.map((name) => {
      const values = weights.read(name);
      return [name, narrowed.has(name) ? narrowToBfloat16(values) : values];
    }),
  );
}

export function linearsAsOf(weights: ReadonlyMap<string, WeightArray>, config: ModelConfig): LinearsAs {
  return weights.get(linearNames(config)[0] ?? '') instanceof Uint16Array ? 'bfloat16' : 'float32';
}
