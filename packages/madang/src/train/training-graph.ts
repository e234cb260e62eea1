// The graph of one training step: decoder with LoRA, cross-entropy on the first rows, distillation to the base on
// the last ones, and the gradients of what is trained: the LoRA matrices, and rows for new tokens where there are any.
import { gradient } from '../graph/gradient.ts';
import { type OnnxModel, toOnnx } from '../graph/onnx.ts';
import { crossEntropy } from '../graph/ops/cross-entropy.ts';
import { distillation } from '../graph/ops/distillation.ts';
import { split } from '../graph/ops/split.ts';
import { at, createGraph, type Graph, graphInput, type Value } from '../graph/value.ts';
import { buildDecoder, type Decoder, type DecoderShape, type LoraShape } from '../model/architectures/llama/forward.ts';
import type { ModelConfig } from '../model/contract.ts';

/** Tokens whose logits exist at one time: 256 · 49,152 · 4 bytes = 50 MB, the fastest of the sizes measured. */
const headChunkTokens = 256;

export interface TrainingShape extends DecoderShape {
  /** Of `rows`, the last ones that are held to the base's own distribution. */
  readonly distilledRows: number;
  readonly lora: LoraShape;
  /** Rows of the embedding from this one on are new and trained; the base, as a teacher, does not know them. */
  readonly newRowsFrom?: number | undefined;
}

export interface TrainingGraph {
  readonly model: OnnxModel;
  readonly losses: { readonly crossEntropy: Value; readonly distillation: Value | undefined };
  /** Inputs with their gradients; of the output embedding's, only those of its new rows. */
  readonly trained: readonly { readonly input: Value; readonly gradient: Value }[];
  /** Gradient of the looked-up embeddings [T, D], where there are new rows. */
  readonly embeddedGradient: Value | undefined;
}

/**
 * Inputs beside the decoder's: `targets` and `targetWeights` for the tokens of the first rows, `teacher` (the base's
 * hidden states) and `teacherWeights` for those of the last rows, `teacherEmbedding` (the base's own rows) where rows
 * are new.
 */
export function buildTrainingGraph(config: ModelConfig, shape: TrainingShape): TrainingGraph {
  const graph = createGraph();
  const decoder = buildDecoder(graph, config, shape, shape.lora);
  const losses = addLosses(graph, config, decoder, shape);
  const lossValues = [losses.crossEntropy, losses.distillation].filter((value) => value !== undefined);
  const hasNewRows = shape.newRowsFrom !== undefined;
  const inputs = hasNewRows ? [...decoder.loraInputs, decoder.embedding_VD] : decoder.loraInputs;
  const gradients = gradient(graph, lossValues, hasNewRows ? [...inputs, decoder.embedded_TD] : inputs);
  const trained = inputs.map((input, index) => ({ input, gradient: at(gradients, index) }));
  const embeddedGradient = hasNewRows ? gradients.at(-1) : undefined;
  return { model: toOnnx(graph, [...lossValues, ...gradients]), losses, trained, embeddedGradient };
}

function addLosses(graph: Graph, config: ModelConfig, decoder: Decoder, shape: TrainingShape): TrainingGraph['losses'] {
  const distilledTokens = shape.distilledRows * shape.rowTokens;
  const learnedTokens = shape.rows * shape.rowTokens - distilledTokens;
  const head = decoder.embedding_VD;
  const options = { chunkTokens: headChunkTokens, trainedFrom: shape.newRowsFrom };
  const teacherHead = (rows: number) => graphInput(graph, 'teacherEmbedding', [rows, config.hiddenSize]);
  const learned = (hidden_TD: Value) =>
    crossEntropy(
      graph,
      hidden_TD,
      head,
      graphInput(graph, 'targets', [learnedTokens], 'int64'),
      graphInput(graph, 'targetWeights', [learnedTokens]),
      options,
    );
  if (distilledTokens === 0) return { crossEntropy: learned(decoder.hidden_TD), distillation: undefined };
  const [first, last] = split(graph, decoder.hidden_TD, 0, [learnedTokens, distilledTokens]);
  if (!first || !last) throw new Error('two bands of rows');
  return {
    crossEntropy: learned(first),
    distillation: distillation(
      graph,
      last,
      graphInput(graph, 'teacher', [distilledTokens, config.hiddenSize]),
      head,
      shape.newRowsFrom === undefined ? head : teacherHead(shape.newRowsFrom),
      graphInput(graph, 'teacherWeights', [distilledTokens]),
      options,
    ),
  };
}
