// The graph of one training step: decoder, with LoRA where it has some, cross-entropy on the first rows, distillation to
// the base on the last ones, and the gradients of what is trained.
import { gradient } from '../graph/gradient.ts';
import { type OnnxModel, toOnnx } from '../graph/onnx.ts';
import { crossEntropy } from '../graph/ops/cross-entropy.ts';
import { distillation } from '../graph/ops/distillation.ts';
import { split } from '../graph/ops/split.ts';
import { at, createGraph, type Graph, graphInput, type Value } from '../graph/value.ts';
import { buildDecoder, type Decoder, type DecoderShape, type LoraShape } from '../model/architectures/decoder.ts';
import type { ModelConfig } from '../model/contract.ts';
import type { TrainedParts } from './trained-parts.ts';

/** Tokens whose logits exist at one time: 256 · 49,152 · 4 bytes = 50 MB, the fastest of the sizes measured. */
const headChunkTokens = 256;

export interface TrainingShape extends DecoderShape {
  /** Of `rows`, the last ones that are held to the base's own distribution. */
  readonly distilledRows: number;
  readonly lora?: LoraShape | undefined;
  readonly parts: Pick<TrainedParts, 'whole' | 'rowsFrom' | 'baseRows'>;
}

export interface TrainingGraph {
  readonly model: OnnxModel;
  readonly losses: { readonly crossEntropy: Value; readonly distillation: Value | undefined };
  /** Inputs with their gradients; of the output embedding's, only those of its trained rows. */
  readonly trained: readonly { readonly input: Value; readonly gradient: Value }[];
  /** Gradient of the looked-up embeddings [T, D], where rows are trained. */
  readonly embeddedGradient: Value | undefined;
}

/**
 * Inputs beside the decoder's: `targets` and `targetWeights` for the tokens of the first rows, `teacher` (the base's
 * hidden states) and `teacherWeights` for those of the last rows, `teacherEmbedding` (the base's own rows) where rows
 * are trained.
 */
export function buildTrainingGraph(config: ModelConfig, shape: TrainingShape): TrainingGraph {
  const graph = createGraph();
  const decoder = buildDecoder(graph, config, shape, shape.lora);
  const losses = addLosses(graph, config, decoder, shape);
  const lossValues = [losses.crossEntropy, losses.distillation].filter((value) => value !== undefined);
  const { whole, rowsFrom } = shape.parts;
  const hasTrainedRows = rowsFrom !== undefined;
  const inputs = [
    ...decoder.loraInputs,
    ...graph.inputs.filter(({ name }) => whole.includes(name)),
    ...(hasTrainedRows ? [decoder.embedding_VD] : []),
  ];
  const gradients = gradient(graph, lossValues, hasTrainedRows ? [...inputs, decoder.embedded_TD] : inputs);
  const trained = inputs.map((input, index) => ({ input, gradient: at(gradients, index) }));
  const embeddedGradient = hasTrainedRows ? gradients.at(-1) : undefined;
  return { model: toOnnx(graph, [...lossValues, ...gradients]), losses, trained, embeddedGradient };
}

export function addLosses(
  graph: Graph,
  config: ModelConfig,
  decoder: Pick<Decoder, 'hidden_TD' | 'embedding_VD'>,
  shape: TrainingShape,
): TrainingGraph['losses'] {
  const distilledTokens = shape.distilledRows * shape.rowTokens;
  const learnedTokens = shape.rows * shape.rowTokens - distilledTokens;
  const head = decoder.embedding_VD;
  const { rowsFrom, baseRows } = shape.parts;
  const options = { chunkTokens: headChunkTokens, trainedFrom: rowsFrom, softCap: config.logitSoftCap };
  const teacherHead = () => graphInput(graph, 'teacherEmbedding', [baseRows, config.hiddenSize]);
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
      rowsFrom === undefined ? head : teacherHead(),
      graphInput(graph, 'teacherWeights', [distilledTokens]),
      options,
    ),
  };
}
