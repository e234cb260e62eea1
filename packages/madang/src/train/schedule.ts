// Learning rate over the steps: linear warm-up, then a cosine down to a share of the peak (Loshchilov & Hutter 2017).
import type { TrainSettings } from './contract.ts';

type ScheduleSettings = Pick<TrainSettings, 'learningRate' | 'warmupShare' | 'finalLearningRateShare'>;

/** Learning rate of step `step`, counted from 0, of `steps`. */
export function learningRateAt(step: number, steps: number, settings: ScheduleSettings): number {
  const warmupSteps = Math.max(1, Math.round(steps * settings.warmupShare));
  if (step < warmupSteps) return (settings.learningRate * (step + 1)) / warmupSteps;
  const progress = (step - warmupSteps + 1) / Math.max(1, steps - warmupSteps);
  const cosine = (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
  const floor = settings.finalLearningRateShare;
  return settings.learningRate * (floor + (1 - floor) * cosine);
}
