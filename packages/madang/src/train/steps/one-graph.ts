// The whole step as one compiled graph: the fastest, and the one that keeps the most.
import type { Executor } from '../../engine/executor.ts';
import { sizeOf } from '../../graph/shapes.ts';
import type { ModelConfig } from '../../model/contract.ts';
import { buildTrainingGraph, type TrainingShape } from '../training-graph.ts';
import type { TrainingStep } from './training-step.ts';

export async function compileOneGraph(
  config: ModelConfig,
  shape: TrainingShape,
  executor: Executor,
): Promise<TrainingStep> {
  const { model, losses, trained, embeddedGradient } = buildTrainingGraph(config, shape);
  const session = await executor.compile(model);
  return {
    outputs: new Map(model.outputs.map((output) => [output.name, sizeOf(output.shape)])),
    losses: { crossEntropy: losses.crossEntropy.name, distillation: losses.distillation?.name },
    trained: trained.map(({ input, gradient }) => ({ input: input.name, gradient: gradient.name })),
    embeddedGradient: embeddedGradient?.name,
    run: (inputs, outputs) => session.run(inputs, outputs),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
