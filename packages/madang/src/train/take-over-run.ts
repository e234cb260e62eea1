// One trainer a run. A trainer whose parent was killed still ends its step and saves it, so the next one waits for it;
// then it takes over what belongs to its plan and throws away what is half-written or another plan's.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { takeLock } from '../kernel/lock.ts';
import { removeCheckpoints } from './checkpoint.ts';
import { type Plan, planHash, readPlan } from './plan.ts';

const pollMs = 100;

/** Holds the run for one trainer until disposed; waits while another has it. */
export async function lockTrainer(runFolder: string, signal?: AbortSignal): Promise<Disposable> {
  for (;;) {
    const lock = takeLock(join(runFolder, 'trainer.sqlite'));
    if (lock) return lock;
    await wait(pollMs, undefined, signal ? { signal } : {});
  }
}

/** The plan in the folder where it is the same training as `wanted`, frozen or not; else the folder is made empty. */
export async function takeOverRun(runFolder: string, wanted: Plan, signal: AbortSignal): Promise<Plan | undefined> {
  mkdirSync(runFolder, { recursive: true });
  using _lock = await lockTrainer(runFolder, signal);
  for (const name of readdirSync(runFolder)) {
    if (/^\.(adapter|plan)-|\.partial-/.test(name)) rmSync(join(runFolder, name), { recursive: true, force: true });
  }
  const plan = readPlan(runFolder);
  if (plan && planHash(plan) === planHash(wanted)) return plan;
  removeCheckpoints(runFolder);
  for (const name of ['plan.json', 'outcome.json', 'adapter']) {
    rmSync(join(runFolder, name), { recursive: true, force: true });
  }
  return undefined;
}
