// Trains on a corpus what the settings name: freezes a plan, runs the trainer in its own process, keeps what it leaves as the
// `adapter` artifact. The same plan given again goes on from its last checkpoint, or finds the artifact there.
import { existsSync } from 'node:fs';
import { cp, mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineChoice } from '../engine/open-executor.ts';
import type { Effects } from '../kernel/effects.ts';
import { errorsOf } from '../kernel/errors.ts';
import { noticesOf } from '../kernel/events.ts';
import type { ArtifactSpec } from '../kernel/record.ts';
import { listRuns } from '../kernel/run.ts';
import type { Artifact, Store } from '../kernel/store.ts';
import type { ModelConfig } from '../model/contract.ts';
import { chooseExecution } from './choose-execution.ts';
import type { Execution, TrainingFacts, TrainSettings } from './contract.ts';
import { gigabytes } from './gigabytes.ts';
import { forecastDisk, forecastMemory, trainedCount } from './memory-fit.ts';
import { en } from './messages.en.ts';
import { readOutcome } from './outcome.ts';
import { type FrozenPlan, isFrozen, type Plan, planHash, readPlan, writePlan } from './plan.ts';
import { runTrainer, type TrainerEnd } from './run-trainer.ts';
import { takeOverRun } from './take-over-run.ts';

const trainError = errorsOf('train', en.errors);
const notice = noticesOf('train', en.notices);

export interface TrainInput {
  readonly graftFolder: string;
  readonly runFolder: string;
  /** `config` is that of the base with its new rows, where it gets some. */
  readonly base: { readonly path: string; readonly hash: string; readonly config: ModelConfig };
  readonly growth: { readonly artifact: Artifact; readonly firstNewId: number } | undefined;
  readonly corpus: Artifact;
  readonly data: Plan['data'];
  readonly settings: TrainSettings;
  readonly budget: Plan['budget'];
  readonly choice: EngineChoice;
  readonly threads: number;
  readonly prompt?: string;
  /** Else what is free. */
  readonly maxMemoryBytes?: number | undefined;
}

const revision = 1;

export async function train(input: TrainInput, effects: Effects): Promise<Artifact> {
  const wanted = planOf(input);
  const store = await effects.store(input.graftFolder);
  const planFolder = findPlanFolder(input.graftFolder, wanted) ?? input.runFolder;
  const frozen = await takeOverRun(planFolder, wanted, effects.signal);
  if (frozen && isFrozen(frozen)) {
    const present = await store.find(adapterSpec(frozen, input.corpus));
    if (present) return present;
    if (readOutcome(planFolder)?.step === frozen.steps) return keepAdapter(store, planFolder, input.corpus);
  }

  refuseNothingTrained(input);
  const execution = frozen && !exceedsLimit(input, frozen.execution) ? frozen.execution : chooseExecutionOf(input);
  if (execution.kind === 'layer-by-layer') effects.emit(notice('layer-by-layer', { kept: execution.keptLayers }));
  await refuseFullDisk(input);
  await mkdir(planFolder, { recursive: true });
  // the paths of this machine and day, the numbers of the frozen plan
  writePlan(planFolder, { ...wanted, ...(frozen ? frozenParts(frozen) : {}), execution });
  explainEnd(await runTrainer(planFolder, effects), wanted, effects.signal);
  return keepAdapter(store, planFolder, input.corpus);
}

export function planOf(input: TrainInput): Plan {
  return {
    version: 1,
    ...input.choice,
    threads: input.threads,
    execution: { kind: 'one-graph' },
    base: { path: input.base.path, hash: input.base.hash },
    ...(input.growth ? { growth: { path: input.growth.artifact.folder, hash: input.growth.artifact.hash } } : {}),
    settings: input.settings,
    budget: input.budget,
    data: input.data,
    ...(input.prompt === undefined ? {} : { prompt: input.prompt }),
  };
}

function frozenParts(plan: Plan): Pick<Plan, 'steps' | 'forecast' | 'threads'> {
  const { steps, forecast, threads } = plan;
  return {
    threads,
    ...(steps === undefined ? {} : { steps }),
    ...(forecast === undefined ? {} : { forecast }),
  };
}

/** In a run's folder, where the control is trained. */
export const controlFolder = 'control';

/** The folder of an earlier run with the same plan: its probe and checkpoints hold. */
function findPlanFolder(graftFolder: string, wanted: Plan): string | undefined {
  const hash = planHash(wanted);
  const folders = listRuns(graftFolder).flatMap((folder) => [folder, join(folder, controlFolder)]);
  return folders.findLast((folder) => {
    const plan = readPlan(folder);
    return plan !== undefined && planHash(plan) === hash;
  });
}

function adapterSpec(plan: FrozenPlan, corpus: Artifact): ArtifactSpec {
  return {
    kind: 'adapter',
    operation: 'train',
    revision,
    inputs: { corpus: { address: corpus.kind, hash: corpus.hash }, base: { address: 'base', hash: plan.base.hash } },
    settings: {
      plan: planHash(plan),
      steps: plan.steps,
      seed: plan.settings.seed,
      engine: plan.engine,
      precision: plan.precision,
    },
  };
}

async function keepAdapter(store: Store, planFolder: string, corpus: Artifact): Promise<Artifact> {
  const plan = readPlan(planFolder);
  if (!plan || !isFrozen(plan)) throw new Error(`no frozen plan in ${planFolder}`);
  const outcome = readOutcome(planFolder);
  if (!outcome) throw new Error(`no outcome.json in ${planFolder}`);
  const training: TrainingFacts = {
    engine: plan.engine,
    precision: plan.precision,
    steps: outcome.step,
    trainedTokens: outcome.trainedTokens,
    elapsedSeconds: outcome.elapsedSeconds,
    tokensPerSecond: outcome.trainedTokens / outcome.stepSeconds,
    peakMemoryBytes: outcome.peakMemoryBytes,
    forecast: plan.forecast,
    targetTextTokens: outcome.targetTextTokens,
    epochs: outcome.epochs,
    ...(outcome.newTokens ? { newTokens: outcome.newTokens } : {}),
  };
  return store.produce(adapterSpec(plan, corpus), async (folder) => {
    await cp(join(planFolder, 'adapter'), folder, { recursive: true });
    return {
      counts: { steps: outcome.step, trainedTokens: outcome.trainedTokens },
      facts: { training, settings: plan.settings, engineVersion: outcome.engineVersion },
    };
  });
}

/** An earlier plan's execution, where less memory is allowed now. */
function exceedsLimit({ base, growth, settings, choice, maxMemoryBytes }: TrainInput, execution: Execution): boolean {
  if (maxMemoryBytes === undefined) return false;
  return forecastMemory(base.config, settings, choice, growth?.firstNewId, execution) > maxMemoryBytes;
}

function refuseNothingTrained({ base, growth, settings }: TrainInput): void {
  if (trainedCount(base.config, settings, growth?.firstNewId) > 0) return;
  throw trainError('input', 'nothing-trained', { frozen: settings.frozenLayers, layers: base.config.layerCount });
}

export function chooseExecutionOf({ base, growth, settings, choice, maxMemoryBytes }: TrainInput): Execution {
  const newRowsFrom = growth?.firstNewId;
  const availableBytes = Math.min(maxMemoryBytes ?? Number.POSITIVE_INFINITY, process.availableMemory());
  const execution = chooseExecution(base.config, settings, choice, availableBytes, newRowsFrom);
  if (execution) return execution;
  const least = { kind: 'layer-by-layer', keptLayers: 0 } as const;
  throw trainError('resources', 'not-enough-memory', {
    needed: gigabytes(forecastMemory(base.config, settings, choice, newRowsFrom, least)),
    available: gigabytes(availableBytes),
    rows: Math.max(1, Math.floor(settings.rows / 2)),
    accumulate: settings.accumulate * 2,
  });
}

async function refuseFullDisk({ base, growth, settings, graftFolder }: TrainInput): Promise<void> {
  const disk = await statfs(existsSync(graftFolder) ? graftFolder : '.');
  const neededBytes = forecastDisk(base.config, settings, growth?.firstNewId);
  if (neededBytes <= disk.bavail * disk.bsize) return;
  throw trainError('resources', 'not-enough-disk', {
    needed: gigabytes(neededBytes),
    available: gigabytes(disk.bavail * disk.bsize),
    folder: graftFolder,
  });
}

export function explainEnd(end: TrainerEnd, plan: Plan, signal: AbortSignal): void {
  if (end.exitCode === 0) return;
  // a trainer that has just started dies of the signal itself
  if (end.exitCode === 130 || signal.aborted) throw trainError('interrupted', 'stopped', {});
  if (end.killedBy === 'SIGKILL') {
    const rows = Math.max(1, Math.floor(plan.settings.rows / 2));
    throw trainError('resources', 'trainer-killed', { rows, accumulate: plan.settings.accumulate * 2 });
  }
  if (/ENOSPC/.test(end.lastWords)) throw trainError('resources', 'no-space-for-checkpoints', {});
  const reason =
    end.lastWords
      .trim()
      .split('\n')
      .findLast((line) => /Error/.test(line)) ?? end.lastWords.slice(-200);
  throw trainError('internal', 'trainer-failed', { reason, exit: String(end.exitCode ?? end.killedBy) });
}
