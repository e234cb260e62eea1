import type { Executor } from '../../engine/executor.ts';
import type { ModelConfig } from '../../model/contract.ts';
import type { Execution } from '../contract.ts';
import type { TrainingShape } from '../training-graph.ts';
import { compileLayerByLayer } from './layer-by-layer.ts';
import { compileOneGraph } from './one-graph.ts';
import type { TrainingStep } from './training-step.ts';

export type { Execution } from '../contract.ts';

export function compileStep(
  config: ModelConfig,
  shape: TrainingShape,
  executor: Executor,
  execution: Execution,
): Promise<TrainingStep> {
  return execution.kind === 'one-graph'
    ? compileOneGraph(config, shape, executor)
    : compileLayerByLayer(config, shape, executor, execution.keptLayers);
}
