// What must hold if the field's findings hold here: the conditions (a) to (e) of the experiment, judged on the means
// over seeds. (f), that all tokenizers cut alike, is judged apart.
import type { Arm, ArmResult } from './arms.ts';
import type { Look } from './train-model.ts';

export interface Condition {
  readonly name: string;
  readonly claim: string;
  readonly holds: boolean;
  readonly evidence: string;
}

type Language = 'korean' | 'english';
type ArmKind = Pick<Arm, 'start' | 'newTokens' | 'rowsOnlySteps'>;

export function judgeConditions(results: readonly ArmResult[], newTokens: number, steps: number): Condition[] {
  const at = (start: Arm['start'], step: number, language: Language = 'korean', rowsOnlySteps = 0) =>
    meanAt(results, { start, newTokens: start === 'none' ? 0 : newTokens, rowsOnlySteps }, step, language);
  const lateSteps = [50, 100, 200].filter((step) => step <= steps);
  const orders = lateSteps.map((step) =>
    (['mean of pieces', 'global mean', 'random, deviation of the base'] as const).map((start) => at(start, step)),
  );
  const baseEnglish = at('none', 0, 'english');
  const starts = ['mean of pieces', 'shuffled pieces', 'first piece', 'last piece', 'global mean'] as const;
  const englishAtStart = starts.map((start) => at(start, 0, 'english'));
  const sizes = sizesOf(results, steps);
  return [
    {
      name: 'a',
      claim: 'from step 50 on: mean of pieces < global mean < random of the base’s deviation',
      holds: orders.every((values) => isRising(values)),
      evidence: orders.map((values, place) => `${lateSteps[place]}: ${values.map(digits).join(' < ')}`).join('; '),
    },
    {
      name: 'b',
      claim: 'before any step: mean of pieces < the same means given to other tokens',
      holds: at('mean of pieces', 0) < at('shuffled pieces', 0),
      evidence: `${digits(at('mean of pieces', 0))} < ${digits(at('shuffled pieces', 0))}`,
    },
    {
      name: 'c',
      claim: 'English before any step: global mean within 1 % of the base, first piece worst',
      holds:
        Math.abs(at('global mean', 0, 'english') / baseEnglish - 1) <= 0.01 &&
        at('first piece', 0, 'english') === Math.max(...englishAtStart),
      evidence: `base ${digits(baseEnglish)}; ${starts.map((start, place) => `${start} ${digits(englishAtStart[place])}`).join(', ')}`,
    },
    {
      name: 'd',
      claim: `rows alone first: better than its own start after ${steps} steps on all weights`,
      holds: at('mean of pieces', steps, 'korean', steps / 2) < at('mean of pieces', steps),
      evidence: `${digits(at('mean of pieces', steps, 'korean', steps / 2))} < ${digits(at('mean of pieces', steps))}`,
    },
    {
      name: 'e',
      claim: `more tokens first make it worse, then better, after ${steps} steps`,
      holds:
        sizes.some(({ korean }, place) => place > 0 && korean < (sizes[place - 1]?.korean ?? 0)) && isWorseFirst(sizes),
      evidence: sizes.map(({ newTokens: size, korean }) => `${size}: ${digits(korean)}`).join(', '),
    },
  ];
}

/** Mean over the seeds of an arm; NaN where it was not run. */
export function meanAt(results: readonly ArmResult[], kind: ArmKind, step: number, language: Language): number {
  const looks = results.filter(({ arm }) => isKind(arm, kind)).map(({ looks }) => lookAtStep(looks, step)?.[language]);
  const found = looks.filter((value) => value !== undefined);
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}

function sizesOf(results: readonly ArmResult[], steps: number): { newTokens: number; korean: number }[] {
  const sizes = new Set(results.map(({ arm }) => arm.newTokens));
  return [...sizes]
    .sort((a, b) => a - b)
    .map((newTokens) => {
      const start = newTokens === 0 ? 'none' : 'mean of pieces';
      return { newTokens, korean: meanAt(results, { start, newTokens, rowsOnlySteps: 0 }, steps, 'korean') };
    });
}

function isWorseFirst(sizes: readonly { korean: number }[]): boolean {
  return (sizes[1]?.korean ?? 0) > (sizes[0]?.korean ?? 0);
}

function isKind(arm: Arm, { start, newTokens, rowsOnlySteps }: ArmKind): boolean {
  return arm.start === start && arm.newTokens === newTokens && arm.rowsOnlySteps === rowsOnlySteps;
}

function lookAtStep(looks: readonly Look[], step: number): Look | undefined {
  return looks.find((look) => look.step === step);
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, place) => place === 0 || (values[place - 1] ?? Number.NaN) < value);
}

function digits(value: number | undefined): string {
  return (value ?? Number.NaN).toFixed(3);
}
