// Runs training steps on an executor: binds weights and what is trained, fills a micro-batch, sums gradients, updates.
// Embeddings are looked up here, not in the graph, so the gradient of new input rows is gathered here too.
import { decoderFeeds, placePassages } from '../engine/decoder-feeds.ts';
import type { Executor, Feed } from '../engine/executor.ts';
import type { ForwardShape } from '../engine/forward-runner.ts';
import { openHiddenStates } from '../engine/hidden-states.ts';
import { asFloat32, type WeightArray } from '../engine/weight-arrays.ts';
import type { ModelConfig } from '../model/contract.ts';
import { rowMatrices } from '../model/growth.ts';
import { partOfTensor, type TrainedTensor } from './adamw.ts';
import { addRowGradients } from './add-row-gradients.ts';
import { updateAverages } from './average-weights.ts';
import type { TrainSettings } from './contract.ts';
import { openOptimizer } from './optimizer.ts';
import { learnedTokens, type Row } from './pack-rows.ts';
import type { RowStream } from './row-stream.ts';
import { compileStep, type Execution } from './steps/index.ts';
import { changesBase, loraShape, type TrainedParts } from './trained-parts.ts';
import { loraArrays } from './trained-tensors.ts';
import { batchesOfStep, type MicroBatch, rowShares, type TrainingData } from './training-data.ts';
import { linearsAsOf } from './weights-in-memory.ts';

const inputMatrix = 'model.embed_tokens.weight';

export interface StepOutcome {
  /** Mean over the step's learned tokens, nats. */
  readonly loss: number;
  /** Mean divergence from the base over the step's chat tokens, nats. */
  readonly divergence: number | undefined;
  readonly gradientNorm: number;
  readonly learnedTokens: number;
}

export interface TrainingSession extends AsyncDisposable {
  /** Loss and gradients of step `step` (from 0), without an update. */
  computeGradients(step: number): Promise<Omit<StepOutcome, 'gradientNorm'>>;
  /** A whole step with its update, of the rows of new tokens alone where `rowsOnly`. */
  step(step: number, learningRate: number, rowsOnly?: boolean): Promise<StepOutcome>;
}

export interface TrainingInput {
  readonly config: ModelConfig;
  readonly weights: ReadonlyMap<string, WeightArray>;
  /** What `parts` names, as it stands. */
  readonly trained: readonly TrainedTensor[];
  readonly parts: TrainedParts;
  readonly data: TrainingData;
  readonly settings: TrainSettings;
  readonly execution: Execution;
}

export async function openTrainingSession(input: TrainingInput, executor: Executor): Promise<TrainingSession> {
  const { config, weights, trained, parts, data, settings, execution } = input;
  const { rows, rowTokens } = settings;
  const distilledRows = rowShares(data, settings).distilledPlaces;
  const linearsAs = linearsAsOf(weights, config);
  const shape = { rows, rowTokens, linearsAs, distilledRows, lora: loraShape(settings, parts), parts };
  await using opened = new AsyncDisposableStack();
  const training = opened.use(await compileStep(config, shape, executor, execution));
  const optimizer = opened.use(await openOptimizer(settings, executor));
  const teacherShape = { rowTokens, linearsAs, layerByLayer: execution.kind === 'layer-by-layer' };
  const teacher =
    distilledRows > 0 ? opened.use(await openTeacher(config, weights, teacherShape, executor)) : undefined;
  if (parts.rowsFrom !== undefined || changesBase(parts)) await teacher?.readAll(data.chat);

  const tokens = rows * rowTokens;
  const distilledTokens = distilledRows * rowTokens;
  const decoderInputs = decoderFeeds(config.hiddenSize, rows, rowTokens);
  const feeds = {
    ...decoderInputs.arrays,
    targets: new BigInt64Array(tokens - distilledTokens),
    targetWeights: new Float32Array(tokens - distilledTokens),
    teacher: new Float32Array(distilledTokens * config.hiddenSize),
    teacherWeights: new Float32Array(distilledTokens),
  };
  const inputs = new Map<string, Feed>([...weights, ...loraArrays(trained), ...Object.entries(feeds)]);
  if (parts.rowsFrom !== undefined) {
    const baseHead = asFloat32(weights.get(outputMatrix(config))).subarray(0, parts.baseRows * config.hiddenSize);
    const changes = parts.rowsFrom < parts.baseRows;
    inputs.set('teacherEmbedding', changes ? baseHead.slice() : baseHead);
  }
  const inputRows = trained.find(({ name }) => name === inputMatrix);
  const outputs = new Map<string, Float32Array>();
  /** The graph writes straight into the tensors' gradients where there is one micro-batch a step. */
  if (settings.accumulate === 1) {
    for (const { input, gradient } of training.trained) {
      const tensor = trained.find(({ name }) => name === input);
      if (tensor) outputs.set(gradient, tensor.gradient);
    }
  }
  for (const [name, size] of training.outputs) if (!outputs.has(name)) outputs.set(name, new Float32Array(size));
  const output = (name: string): Float32Array => outputs.get(name) ?? new Float32Array(1);

  async function fill(batch: MicroBatch, weight: number): Promise<void> {
    decoderInputs.lay(embeddingOf(weights), batch.rows);
    const learnedPlaces = feeds.targets.length;
    feeds.targets.fill(0n);
    feeds.targetWeights.fill(0);
    feeds.teacherWeights.fill(0);
    for (const { passage: piece, start } of placePassages(batch.rows, rowTokens)) {
      const tokenWeights = piece.weights.map((tokenWeight) => tokenWeight * weight);
      if (start < learnedPlaces) {
        feeds.targets.set(piece.targets.map(BigInt), start);
        feeds.targetWeights.set(tokenWeights, start);
      } else {
        feeds.teacherWeights.set(tokenWeights, start - learnedPlaces);
      }
    }
    if (!teacher) return;
    for (const [place, number] of batch.chatNumbers.entries()) {
      const row = batch.rows[rows - distilledRows + place];
      if (row) feeds.teacher.set(await teacher.hidden(number, row), place * rowTokens * config.hiddenSize);
    }
  }

  async function computeGradients(step: number): Promise<Omit<StepOutcome, 'gradientNorm'>> {
    const batches = batchesOfStep(data, settings, step);
    const learned = count(batches, 0, rows - distilledRows);
    const distilled = count(batches, rows - distilledRows, rows);
    const weight = 1 / (learned + distilled);
    let loss = 0;
    let divergence = 0;
    if (settings.accumulate > 1) for (const tensor of trained) tensor.gradient.fill(0);
    else if (!config.tiedEmbeddings) inputRows?.gradient.fill(0);
    for (const batch of batches) {
      await fill(batch, weight);
      await training.run(inputs, outputs);
      loss += output(training.losses.crossEntropy)[0] ?? 0;
      if (training.losses.distillation) divergence += output(training.losses.distillation)[0] ?? 0;
      if (settings.accumulate > 1) addGradients();
      addInputRows(batch);
    }
    return {
      loss: loss / (learned * weight),
      divergence: distilled > 0 ? divergence / (distilled * weight) : undefined,
      learnedTokens: learned + distilled,
    };
  }

  function addGradients(): void {
    for (const { input, gradient } of training.trained) {
      const sum = trained.find(({ name }) => name === input)?.gradient ?? new Float32Array();
      const part = output(gradient);
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (part[i] as number);
    }
  }

  /** Where embeddings are tied, the gradient of the rows that were looked up joins that of the head. */
  function addInputRows(batch: MicroBatch): void {
    const { rowsFrom } = parts;
    if (!inputRows || rowsFrom === undefined || !training.embeddedGradient) return;
    const part = output(training.embeddedGradient);
    addRowGradients(inputRows.gradient, rowsFrom, part, batch.rows, { rowTokens, width: config.hiddenSize });
  }

  /** Of trained rows, those that the base does not have. */
  const firstNewRow = parts.baseRows - (parts.rowsFrom ?? 0);
  const newRows = trained
    .filter(({ name }) => rowMatrices(config).includes(name))
    .map((tensor) => partOfTensor(tensor, firstNewRow * config.hiddenSize));

  const closing = opened.move();
  return {
    computeGradients,
    async step(step, learningRate, rowsOnly = false) {
      const updated = rowsOnly ? newRows : trained;
      const outcome = await computeGradients(step);
      const gradientNorm = await optimizer.update(updated, step + 1, learningRate);
      updateAverages(updated, step + 1, settings.averageDecay);
      return { ...outcome, gradientNorm };
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

function count(batches: readonly MicroBatch[], from: number, to: number): number {
  return batches.reduce(
    (sum, batch) => sum + batch.rows.slice(from, to).reduce((inner, row) => inner + learnedTokens(row), 0),
    0,
  );
}

function embeddingOf(weights: ReadonlyMap<string, WeightArray>): Float32Array {
  return asFloat32(weights.get(inputMatrix));
}

function outputMatrix({ tiedEmbeddings }: ModelConfig): string {
  return tiedEmbeddings ? inputMatrix : 'lm_head.weight';
}

/** The base's hidden states of chat rows: computed once a row, without the adapter, and kept. */
async function openTeacher(
  config: ModelConfig,
  weights: ReadonlyMap<string, WeightArray>,
  { rowTokens, ...shape }: Pick<ForwardShape, 'rowTokens' | 'linearsAs' | 'layerByLayer'>,
  executor: Executor,
) {
  const array = (name: string) => weights.get(name) ?? new Float32Array();
  const states = await openHiddenStates(config, array, rowTokens, executor, shape);
  const kept = new Map<number, Float32Array>();
  async function hidden(number: number, row: Row): Promise<Float32Array> {
    const known = kept.get(number) ?? (await states.read(row)).slice();
    kept.set(number, known);
    return known;
  }
  return {
    hidden,
    /** Before the base's weights change. */
    async readAll(rows: RowStream | undefined): Promise<void> {
      for (let index = 0; index < (rows?.rowsAPass ?? 0); index++) {
        const { number, row } = (rows as RowStream).at(index);
        await hidden(number, row);
      }
    },
    [Symbol.asyncDispose]: () => states[Symbol.asyncDispose](),
  };
}
