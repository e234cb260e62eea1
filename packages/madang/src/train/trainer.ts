// The trainer, a process of its own: reads `plan.json` in the folder it is given, prints events as JSON lines, keeps
// checkpoints, and leaves `adapter/` and `outcome.json`. Killed at any moment it goes on from its last checkpoint.
// Ends with 0 when done, 130 when it was asked to stop (SIGTERM, SIGINT, or its parent is gone).
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openExecutor } from '../engine/open-executor.ts';
import { type MadangEvent, noticesOf } from '../kernel/events.ts';
import { writeAdapter } from '../model/adapter.ts';
import type { OpenModel } from '../model/contract.ts';
import { type Growth, growModel, readGrowth } from '../model/growth.ts';
import { openModel } from '../model/open-model.ts';
import { asText, openTokenizer } from '../tokenizer/encode.ts';
import { averaged } from './average-weights.ts';
import { readCheckpoint, removeCheckpoints, type TrainingState, writeCheckpoint } from './checkpoint.ts';
import { freezePlan, probeStep } from './freeze-plan.ts';
import { gigabytes } from './gigabytes.ts';
import { readWatchedSample } from './held-out-watch.ts';
import { en } from './messages.en.ts';
import { writeOutcome } from './outcome.ts';
import { prefixTokenIdOf } from './pack-rows.ts';
import { type FrozenPlan, isFrozen, type Plan, readPlan, writePlan } from './plan.ts';
import { learningRateAt } from './schedule.ts';
import { lockTrainer } from './take-over-run.ts';
import { chooseTrained } from './trained-parts.ts';
import { adapterOf, startTrained } from './trained-tensors.ts';
import { batchesOfStep, readTrainingData, rowShares } from './training-data.ts';
import { openTrainingSession, type StepOutcome } from './training-session.ts';
import { openModelWatch } from './watch-model.ts';
import { chooseLinearsAs, readWeights } from './weights-in-memory.ts';

const notice = noticesOf('train', en.notices);

/** How often the prompt is continued. */
const sampleEverySeconds = 120;
/** Held-out looks over a run, fewer in a short one: a look costs about as much as a step or two. */
const mostLooks = 8;
const stepsALook = 12;

async function main(runFolder: string): Promise<number> {
  const stop = stopRequest();
  using _lock = await lockTrainer(runFolder);
  const plan = readPlan(runFolder);
  if (!plan) throw new Error(`no plan.json in ${runFolder}`);
  using base = await openModel(plan.base.path);
  const growth = plan.growth ? await readGrowth(plan.growth.path) : undefined;
  const model = growth ? growModel(base, growth, plan.growth?.hash ?? '') : base;
  const tokenizer = await openTokenizer(model.tokenizerJson);
  const prefixTokenId = prefixTokenIdOf(model.config);
  const data = await readTrainingData(plan, tokenizer, prefixTokenId);
  const parts = chooseTrained(model.config, plan.settings, growth?.firstNewId);
  const linearsAs = chooseLinearsAs(plan.execution, plan, parts);
  const weights = readWeights(model.weights, model.config, linearsAs);
  const trained = startTrained(model.config, plan.settings, parts, weights);

  emit(notice('compiling', { engine: plan.engine, precision: plan.precision }));
  await using executor = await openExecutor(plan, plan.threads);
  const { settings, execution } = plan;
  const training = { config: model.config, weights, trained, parts, data, settings, execution };
  await using session = await openTrainingSession(training, executor);
  const frozen = await freeze(runFolder, plan, model, data, session.computeGradients, growth?.firstNewId);
  await using watch = await openModelWatch(
    model.config,
    weights,
    trained,
    plan.settings,
    prefixTokenId,
    executor,
    plan.execution.kind === 'layer-by-layer',
  );
  const watched = await readWatched(frozen);

  let state = readCheckpoint(runFolder, trained) ?? emptyState;
  const sittingStartedMs = performance.now();
  const elapsedBefore = state.elapsedSeconds;
  let savedMs = performance.now();
  let sampledMs = performance.now();
  if (state.step === 0) await look(0);
  else emit(notice('resumed', { step: state.step, steps: frozen.steps }));

  while (state.step < frozen.steps) {
    if (stop.requested) {
      await save();
      return 130;
    }
    const startedMs = performance.now();
    const learningRate = learningRateAt(state.step, frozen.steps, plan.settings);
    const rowsOnly = growth !== undefined && state.step < plan.settings.rowsOnlyShare * frozen.steps;
    const outcome = await session.step(state.step, learningRate, rowsOnly);
    const stepSeconds = (performance.now() - startedMs) / 1000;
    state = {
      step: state.step + 1,
      trainedTokens: state.trainedTokens + outcome.learnedTokens,
      stepSeconds: state.stepSeconds + stepSeconds,
      elapsedSeconds: elapsedBefore + (performance.now() - sittingStartedMs) / 1000,
      peakMemoryBytes: Math.max(state.peakMemoryBytes, peakMemoryBytes()),
    };
    report(frozen, state, outcome, learningRate);
    if (isLookStep(state.step, frozen.steps)) await look(state.step);
    if (performance.now() - sampledMs > sampleEverySeconds * 1000) {
      sampledMs = performance.now();
      await continuePrompt();
    }
    if (performance.now() - savedMs > plan.settings.checkpointMinutes * 60_000) {
      savedMs = performance.now();
      await save();
    }
    // lets signals and the parent's end be heard between steps
    await new Promise((resolve) => setImmediate(resolve));
  }
  await finish();
  return 0;

  async function save(): Promise<void> {
    await writeCheckpoint(runFolder, trained, state);
  }

  async function look(step: number): Promise<void> {
    for (const [name, sample] of watched.samples) {
      const value = await watch.bitsPerByte(sample.passages, sample.bytes);
      emit({ type: 'metric', name, value, unit: 'bits per byte', at: step, axis: 'step' });
    }
  }

  async function continuePrompt(): Promise<void> {
    if (!watched.prompt) return;
    const ids = await watch.continueText(watched.prompt.ids, model.config.endTokenId);
    emit({ type: 'sample', prompt: watched.prompt.text, text: await tokenizer.decode(ids), at: state.step });
  }

  /** New tokens that no row of any step held. */
  function untrainedTokens({ firstNewId, newTokens }: Growth): string[] {
    const seen = new Set<number>();
    for (let step = 0; step < frozen.steps; step++) {
      for (const { rows } of batchesOfStep(data, frozen.settings, step)) {
        for (const { targets } of rows.flat()) for (const id of targets) seen.add(id);
      }
    }
    const ids = Array.from({ length: newTokens }, (_, place) => firstNewId + place);
    return ids.filter((id) => !seen.has(id)).map((id) => tokenizer.tokenOf(id) ?? String(id));
  }

  async function readWatched({ data: files, prompt }: FrozenPlan) {
    const samples = new Map([['held-out-bits-per-byte', await readWatchedSample(files.heldOut.path, tokenizer)]]);
    if (files.sourceHeldOut) {
      samples.set('source-bits-per-byte', await readWatchedSample(files.sourceHeldOut.path, tokenizer));
    }
    return {
      samples,
      prompt: prompt === undefined ? undefined : { text: prompt, ids: await tokenizer.encode(prompt, asText) },
    };
  }

  async function finish(): Promise<void> {
    const partial = join(runFolder, `.adapter-${process.pid}`);
    const adapter = adapterOf(averaged(trained), frozen.settings);
    await writeAdapter(partial, adapter, { baseName: model.name, baseHash: model.hash, storedAs: model.storedAs });
    rmSync(join(runFolder, 'adapter'), { recursive: true, force: true });
    renameSync(partial, join(runFolder, 'adapter'));
    const targetRowsAStep = rowShares(data, frozen.settings).target;
    await writeOutcome(runFolder, {
      ...state,
      engineVersion: executor.version,
      targetTextTokens: data.targetTokens,
      epochs: (state.step * targetRowsAStep) / data.target.rowsAPass,
      ...(growth ? { newTokens: { count: growth.newTokens, untrained: untrainedTokens(growth) } } : {}),
    });
    const { trainedTokens: tokens, stepSeconds, elapsedSeconds } = state;
    const memory = gigabytes(state.peakMemoryBytes);
    const rate = Math.round(tokens / stepSeconds);
    emit(notice('truth', { tokens, minutes: (elapsedSeconds / 60).toFixed(1), memory, rate }));
    removeCheckpoints(runFolder);
  }
}

const emptyState: TrainingState = { step: 0, trainedTokens: 0, stepSeconds: 0, elapsedSeconds: 0, peakMemoryBytes: 0 };

async function freeze(
  runFolder: string,
  plan: Plan,
  model: OpenModel,
  data: Awaited<ReturnType<typeof readTrainingData>>,
  computeGradients: (step: number) => Promise<{ learnedTokens: number }>,
  newRowsFrom: number | undefined,
): Promise<FrozenPlan> {
  if (isFrozen(plan)) return plan;
  emit(notice('probing', {}));
  const frozen = freezePlan(plan, model.config, data, await probeStep(computeGradients), newRowsFrom);
  writePlan(runFolder, frozen);
  const { steps, trainedTokens: tokens, seconds, memoryBytes, diskBytes } = frozen.forecast;
  const [memory, disk] = [gigabytes(memoryBytes), gigabytes(diskBytes)];
  emit(notice('forecast', { steps, tokens, minutes: (seconds / 60).toFixed(1), memory, disk }));
  return frozen;
}

function isLookStep(step: number, steps: number): boolean {
  const looks = Math.min(mostLooks, Math.max(1, Math.floor(steps / stepsALook)));
  return step === steps || Math.floor((step * looks) / steps) !== Math.floor(((step - 1) * looks) / steps);
}

function report(plan: FrozenPlan, state: TrainingState, outcome: StepOutcome, learningRate: number): void {
  const metric = (name: string, value: number, unit: string) =>
    emit({ type: 'metric', name, value, unit, at: state.step, axis: 'step' });
  if (outcome.divergence !== undefined) metric('chat-divergence', outcome.divergence, 'nats per token');
  metric('learning-rate', learningRate, '');
  metric('gradient-norm', outcome.gradientNorm, '');
  metric('loss', outcome.loss, 'nats per token');
  const secondsAStep = state.stepSeconds / state.step;
  emit({
    type: 'step-progress',
    step: 'train',
    done: state.trainedTokens,
    total: Math.max(state.trainedTokens, plan.forecast.trainedTokens),
    unit: 'tokens',
    rate: state.trainedTokens / state.stepSeconds,
    secondsLeft: (plan.steps - state.step) * secondsAStep,
  });
}

function emit(event: MadangEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** High-water resident size of this process. */
function peakMemoryBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function stopRequest(): { requested: boolean } {
  const stop = { requested: false };
  const request = () => {
    stop.requested = true;
  };
  process.on('SIGTERM', request);
  process.on('SIGINT', request);
  process.stdin.on('end', request);
  // the parent is gone: nobody reads, but the step is worth saving
  process.stdout.on('error', request);
  process.stdin.resume();
  return stop;
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: trainer <folder with plan.json>');
process.exitCode = await main(folder);
process.stdin.destroy();
