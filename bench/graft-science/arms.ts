// The arms of the experiment and how one is run: new tokens whose rows start so, then, where the arm has one, a stage
// that trains those rows alone, then steps on all weights; the same texts in the same order for every arm of a seed.
import type { Executor } from '../../packages/madang/src/engine/executor.ts';
import { copyModel, type ExperimentModel } from './experiment-model.ts';
import { type Extension, extendModel, type StartName, startNames } from './extend-model.ts';
import type { ExperimentTexts } from './texts.ts';
import { experimentSettings, type Look, trainModel } from './train-model.ts';

export interface Arm {
  /** `none` has no new tokens. */
  readonly start: StartName | 'none';
  readonly newTokens: number;
  readonly rowsOnlySteps: number;
  readonly steps: number;
  readonly seed: number;
}

export interface ArmResult {
  readonly arm: Arm;
  /** Of the steps on all weights; step 0 is after the stage of rows alone. */
  readonly looks: readonly Look[];
}

export interface StepShape {
  readonly rows: number;
  readonly rowTokens: number;
  readonly learningRate: number;
}

/** In the stage of rows alone, times the learning rate. */
const rowsOnlyFactor = 6;
const replayShare = 0.125;
const looks = [0, 25, 50, 100, 200];

export function plannedArms(newTokens: number, sizes: readonly number[], steps: number, seeds: number): Arm[] {
  const seedNumbers = Array.from({ length: seeds }, (_, place) => place + 1);
  const plain = { newTokens, rowsOnlySteps: 0, steps };
  return [
    ...seedNumbers.flatMap((seed): Arm[] => [
      { ...plain, start: 'none', newTokens: 0, seed },
      ...startNames.map((start): Arm => ({ ...plain, start, seed })),
      { ...plain, start: 'mean of pieces', rowsOnlySteps: steps / 2, seed },
    ]),
    ...sizes
      .filter((size) => size !== newTokens)
      .map((size): Arm => ({ ...plain, start: 'mean of pieces', newTokens: size, seed: 1 })),
  ];
}

export async function runArm(
  arm: Arm,
  base: ExperimentModel,
  extension: Extension | undefined,
  texts: ExperimentTexts,
  { rows, rowTokens, learningRate }: StepShape,
  executor: Executor,
): Promise<ArmResult> {
  const { start, seed, steps, rowsOnlySteps } = arm;
  const extended = extension && start !== 'none' ? await extendModel(base, extension, start, seed) : copyModel(base);
  const settings = experimentSettings({ rows, rowTokens, learningRate, sourceReplayShare: replayShare, seed });
  const training = { target: texts.korean.train, source: texts.english.train, settings };
  const heldOut = { korean: texts.korean.heldOut, english: texts.english.heldOut };
  if (rowsOnlySteps > 0 && extension) {
    const ofRows = { ...settings, learningRate: rowsOnlyFactor * learningRate };
    const stage = { ...training, settings: ofRows, steps: rowsOnlySteps, rowsOnlyFrom: extension.firstNewId };
    await trainModel(extended, stage, executor, { ...heldOut, looks: [] });
  }
  return { arm, looks: await trainModel(extended, { ...training, steps }, executor, { ...heldOut, looks }) };
}
