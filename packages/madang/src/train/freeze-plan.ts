// The probe turns a budget into steps: two steps are thrown away, the median of three says what a step costs, and the
// plan is frozen before the first update.
import type { ModelConfig } from '../model/contract.ts';
import { forecastDisk, forecastMemory } from './memory-fit.ts';
import type { FrozenPlan, Plan } from './plan.ts';
import type { TrainingData } from './training-data.ts';
import { rowShares } from './training-data.ts';

const discardedSteps = 2;
const timedSteps = 3;
/** Share of the time that goes to looks at the model and checkpoints. */
const overheadShare = 0.06;

export interface Probe {
  readonly secondsAStep: number;
  readonly tokensAStep: number;
}

export async function probeStep(step: (number: number) => Promise<{ learnedTokens: number }>): Promise<Probe> {
  const seconds: number[] = [];
  let tokens = 0;
  for (let number = 0; number < discardedSteps + timedSteps; number++) {
    const startedMs = performance.now();
    const { learnedTokens } = await step(number);
    if (number < discardedSteps) continue;
    seconds.push((performance.now() - startedMs) / 1000);
    tokens += learnedTokens;
  }
  seconds.sort((a, b) => a - b);
  return { secondsAStep: seconds[Math.floor(timedSteps / 2)] ?? 0, tokensAStep: tokens / timedSteps };
}

/** The smallest of the budgets that are given decides; without any, one pass over the target text. */
export function freezePlan(
  plan: Plan,
  config: ModelConfig,
  data: TrainingData,
  probe: Probe,
  newRowsFrom?: number,
): FrozenPlan {
  const { settings, budget } = plan;
  const targetRowsAStep = rowShares(data, settings).target;
  const stepsAPass = data.target.rowsAPass / targetRowsAStep;
  const limits = [
    budget.maxSeconds === undefined ? undefined : (budget.maxSeconds * (1 - overheadShare)) / probe.secondsAStep,
    budget.maxTokens === undefined ? undefined : budget.maxTokens / probe.tokensAStep,
    budget.maxEpochs === undefined ? undefined : budget.maxEpochs * stepsAPass,
  ].filter((limit) => limit !== undefined);
  const steps = Math.max(1, Math.round(limits.length > 0 ? Math.min(...limits) : stepsAPass));
  return {
    ...plan,
    steps,
    forecast: {
      steps,
      trainedTokens: Math.round(steps * probe.tokensAStep),
      seconds: (steps * probe.secondsAStep) / (1 - overheadShare),
      memoryBytes: forecastMemory(config, settings, plan, newRowsFrom, plan.execution),
      diskBytes: forecastDisk(config, settings, newRowsFrom),
    },
  };
}
