// One short training of a recipe, for its held-out score alone: the trainer in a folder of its own, whose adapter is not
// kept. What was tried before is read back.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Effects } from '../kernel/effects.ts';
import { MadangError } from '../kernel/errors.ts';
import type { MadangEvent } from '../kernel/events.ts';
import { canonicalJson, hashText } from '../kernel/hash.ts';
import { writeTextBeside } from '../model/formats/write-beside.ts';
import { readOutcome } from './outcome.ts';
import { type Plan, planHash, writePlan } from './plan.ts';
import { runTrainer } from './run-trainer.ts';
import type { Trial } from './search-recipe.ts';
import { takeOverRun } from './take-over-run.ts';
import { chooseExecutionOf, explainEnd, planOf, type TrainInput } from './train.operation.ts';

const tooLarge: ReadonlySet<string> = new Set(['train/not-enough-memory', 'train/trainer-killed']);

const trialSchema = z.object({
  trainedTokens: z.number(),
  seconds: z.number(),
  /** Null: it diverged. */
  bitsPerByte: z.number().nullable(),
  sourceChange: z.number().optional(),
});

export async function tryRecipe(
  input: TrainInput,
  changes: Trial['changes'],
  maxTokens: number,
  trialsFolder: string,
  effects: Effects,
): Promise<Trial> {
  const plan = planOf({ ...input, settings: { ...input.settings, ...changes }, budget: { maxTokens } });
  const folder = join(trialsFolder, trialName(plan));
  const resultPath = join(folder, 'trial.json');
  if (existsSync(resultPath)) return readTrial(resultPath, changes);

  const startedMs = performance.now();
  const secondsSoFar = () => (performance.now() - startedMs) / 1000;
  mkdirSync(folder, { recursive: true });
  const looks: { name: string; value: number; at: number | undefined }[] = [];
  const watch = (event: MadangEvent): void => {
    if (event.type === 'metric') looks.push({ name: event.name, value: event.value, at: event.at });
    else if (event.type === 'step-progress') effects.emit(event);
  };
  try {
    const present = await takeOverRun(folder, plan, effects.signal);
    writePlan(folder, present ?? { ...plan, execution: chooseExecutionOf({ ...input, settings: plan.settings }) });
    explainEnd(await runTrainer(folder, { ...effects, emit: watch }), plan, effects.signal);
  } catch (error) {
    const isOther = Object.keys(changes).length > 0;
    // another recipe than one's own, which this machine cannot hold, has lost
    if (!(isOther && error instanceof MadangError && tooLarge.has(error.code))) throw error;
    return {
      changes,
      trainedTokens: 0,
      seconds: secondsSoFar(),
      bitsPerByte: Number.POSITIVE_INFINITY,
      sourceChange: undefined,
    };
  }
  const outcome = readOutcome(folder);
  /** A training that diverged has no number at its end. */
  const lookAt = (name: string, step: number | undefined) =>
    looks.find((look) => look.name === name && look.at === step)?.value;
  const [first, last] = [0, outcome?.step].map((step) => lookAt('source-bits-per-byte', step));
  const trial = {
    trainedTokens: outcome?.trainedTokens ?? 0,
    seconds: secondsSoFar(),
    bitsPerByte: lookAt('held-out-bits-per-byte', outcome?.step) ?? null,
    ...(first && last ? { sourceChange: last / first - 1 } : {}),
  };
  await writeTextBeside(resultPath, `${JSON.stringify(trial)}\n`);
  rmSync(join(folder, 'adapter'), { recursive: true, force: true });
  return readTrial(resultPath, changes);
}

function trialName(plan: Plan): string {
  return hashText(canonicalJson({ plan: planHash(plan), budget: plan.budget })).slice(0, 12);
}

function readTrial(path: string, changes: Trial['changes']): Trial {
  const { sourceChange, bitsPerByte, ...trial } = trialSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return { ...trial, changes, bitsPerByte: bitsPerByte ?? Number.POSITIVE_INFINITY, sourceChange };
}
