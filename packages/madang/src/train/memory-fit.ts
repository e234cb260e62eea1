// Forecasts what a training run needs, before it starts: memory of the trainer, disk for its checkpoints.
import type { EngineKind } from '../engine/contract.ts';
import type { EngineChoice } from '../engine/open-executor.ts';
import { meanKeys } from '../graph/ops/causal-attention.ts';
import { sizeOf } from '../graph/shapes.ts';
import { linearNames, linearShape } from '../model/architectures/llama/forward.ts';
import type { ModelConfig } from '../model/contract.ts';
import { rowMatrices } from '../model/growth.ts';
import type { Execution, TrainSettings } from './contract.ts';
import { chooseTrained } from './trained-parts.ts';
import { chooseLinearsAs } from './weights-in-memory.ts';

const float32Bytes = 4;
/** Node, the packed texts, the engine's library and its compiled graphs. */
const processBytes = { onnxruntime: 570e6, openvino: 1270e6 } as const satisfies Record<EngineKind, number>;
/** OpenVINO keeps the weights in bfloat16 in each graph of all layers. */
const copiedBytesAParameter = { onnxruntime: 0, openvino: 2 } as const satisfies Record<EngineKind, number>;
/** Layer by layer, what its graphs hold for themselves; OpenVINO's have the output matrix in bfloat16. */
const layerGraphsBytes = 200e6;
const graphsWithHead = 5;
/** The base's states that chat is held to, of about as many rows as the answers that Madang ships fill. */
const keptChatTokens = 56_000;
/** Training, teacher, held-out sample, prompt. */
const graphsOfAllLayers = 4;

function linearCount(config: ModelConfig): number {
  return linearNames(config).reduce((sum, name) => sum + sizeOf(linearShape(config, name)), 0);
}

export function parameterCount(config: ModelConfig): number {
  const linears = linearCount(config);
  const embeddings = config.vocabularySize * config.hiddenSize * (config.tiedEmbeddings ? 1 : 2);
  return linears + embeddings + (2 * config.layerCount + 1) * config.hiddenSize;
}

/** Numbers that a run trains: LoRA matrices, whole tensors, rows. */
export function trainedCount(config: ModelConfig, settings: TrainSettings, newRowsFrom?: number): number {
  const parts = chooseTrained(config, settings, newRowsFrom);
  const ofLora = parts.loraLinears.reduce((sum, name) => {
    const [out, inner] = linearShape(config, name);
    return sum + settings.rank * (out + inner);
  }, 0);
  const isNorm = (name: string) => name.endsWith('norm.weight');
  const ofWhole = parts.whole.reduce(
    (sum, name) => sum + (isNorm(name) ? config.hiddenSize : sizeOf(linearShape(config, name))),
    0,
  );
  const rows = parts.rowsFrom === undefined ? 0 : config.vocabularySize - parts.rowsFrom;
  return ofLora + ofWhole + rows * config.hiddenSize * rowMatrices(config).length;
}

/** Bytes at the high-water mark: weights, what is trained with gradients and moments, kept activations, one head chunk. */
export function forecastMemory(
  config: ModelConfig,
  settings: TrainSettings,
  choice: EngineChoice,
  newRowsFrom?: number,
  execution: Execution = { kind: 'one-graph' },
): number {
  const tokens = settings.rows * settings.rowTokens;
  const copies = execution.kind === 'one-graph' ? graphsOfAllLayers : 0;
  const { engine } = choice;
  const linearsAs = chooseLinearsAs(execution, choice, chooseTrained(config, settings, newRowsFrom));
  const narrowed = linearsAs === 'bfloat16' ? 2 * linearCount(config) : 0;
  const weights = parameterCount(config) * (float32Bytes + copies * copiedBytesAParameter[engine]) - narrowed;
  const hasSums = settings.accumulate > 1;
  const parts = 3 + [settings.method === 'lora', settings.averageDecay > 0, hasSums].filter(Boolean).length;
  const trained = trainedCount(config, settings, newRowsFrom) * parts * float32Bytes;
  const perToken =
    // residual and norm outputs, attention inputs and outputs, feed-forward
    6 * config.hiddenSize +
    3 * config.headCount * config.headSize +
    4 * config.keyValueHeadCount * config.headSize +
    4 * config.intermediateSize +
    7 * settings.rank +
    config.headCount * meanKeys(settings.rowTokens);
  const ofLayer = tokens * perToken * float32Bytes;
  const activations =
    execution.kind === 'one-graph'
      ? config.layerCount * ofLayer
      : // every layer's output, what is kept, and the layer that is being computed
        config.layerCount * tokens * config.hiddenSize * float32Bytes + (execution.keptLayers + 2) * ofLayer;
  const head = 4 * Math.min(256, tokens) * config.vocabularySize * float32Bytes;
  const headCopies = graphsWithHead * copiedBytesAParameter[engine] * config.vocabularySize * config.hiddenSize;
  const graphs = execution.kind === 'one-graph' ? 0 : layerGraphsBytes + headCopies;
  const teacher = forecastTeacher(config, settings, newRowsFrom);
  return Math.round(processBytes[engine] + weights + trained + activations + head + graphs + teacher);
}

/** What chat is held to: states of the base, and its output matrix where that changes. */
function forecastTeacher(config: ModelConfig, settings: TrainSettings, newRowsFrom: number | undefined): number {
  if (settings.chatLoss !== 'distill' || settings.chatReplayShare === 0) return 0;
  const { rowsFrom, baseRows } = chooseTrained(config, settings, newRowsFrom);
  const copiedRows = rowsFrom !== undefined && rowsFrom < baseRows ? baseRows : 0;
  return (keptChatTokens + copiedRows) * config.hiddenSize * float32Bytes;
}

/** Two checkpoints while a third is written (weights and two moments each); the adapter in the run and as an artifact. */
export function forecastDisk(config: ModelConfig, settings: TrainSettings, newRowsFrom?: number): number {
  const parts = settings.averageDecay > 0 ? 4 : 3;
  return trainedCount(config, settings, newRowsFrom) * float32Bytes * (3 * parts + 2);
}
