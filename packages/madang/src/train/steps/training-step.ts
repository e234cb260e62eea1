// Forward and backward of one micro-batch, however it is executed. Inputs are the decoder's (`embedded`, `positions`,
// `mask`), the weights and LoRA matrices by their names, and what the losses read (`training-graph.ts`).
import type { Feed } from '../../engine/executor.ts';

export interface TrainingStep extends AsyncDisposable {
  /** Outputs by name, with their sizes. */
  readonly outputs: ReadonlyMap<string, number>;
  readonly losses: { readonly crossEntropy: string; readonly distillation: string | undefined };
  /** Trained tensors with the outputs that hold their gradients; of the output head, those of its trained rows. */
  readonly trained: readonly { readonly input: string; readonly gradient: string }[];
  /** Output with the gradient of the looked-up embeddings, where rows are trained. */
  readonly embeddedGradient: string | undefined;
  run(inputs: ReadonlyMap<string, Feed>, outputs: ReadonlyMap<string, Float32Array>): Promise<void>;
}
