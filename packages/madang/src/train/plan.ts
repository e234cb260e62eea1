// The frozen plan of a training run: everything that decides its result, `plan.json` in the run's folder. The parent
// writes it; the trainer adds `steps` and `forecast` once, after its probe, before the first step. From then on
// steps, never the clock, drive the schedule.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { engineKindSchema, precisionSchema } from '../engine/contract.ts';
import { canonicalJson, hashText } from '../kernel/hash.ts';
import { executionSchema, trainingFactsSchema, trainSettingsSchema } from './contract.ts';

const fileSchema = z.object({ path: z.string(), hash: z.string() });

export const planSchema = z.object({
  version: z.literal(1),
  engine: engineKindSchema,
  precision: precisionSchema,
  threads: z.number().int(),
  /** Chosen by the memory at hand when the plan was made; the same training but for rounding. */
  execution: executionSchema.default({ kind: 'one-graph' }),
  base: fileSchema,
  /** Folder of new rows for new tokens (`model/growth.ts`). */
  growth: fileSchema.optional(),
  settings: trainSettingsSchema,
  budget: z.object({
    maxSeconds: z.number().optional(),
    maxTokens: z.number().optional(),
    maxEpochs: z.number().optional(),
  }),
  /** `train`, `heldOut`, `sourceReplay`, `sourceHeldOut` hold documents; `chat` holds `{context, answer}` lines. */
  data: z.object({
    train: fileSchema,
    heldOut: fileSchema,
    sourceReplay: fileSchema.optional(),
    sourceHeldOut: fileSchema.optional(),
    chat: fileSchema.optional(),
  }),
  /** Continued now and then while training runs. */
  prompt: z.string().optional(),
  steps: z.number().int().optional(),
  forecast: trainingFactsSchema.shape.forecast.optional(),
});
export type Plan = z.infer<typeof planSchema>;
export type FrozenPlan = Plan & { readonly steps: number; readonly forecast: NonNullable<Plan['forecast']> };

/** What makes two plans the same training, before the probe has frozen them. */
export function planHash(plan: Plan): string {
  const { version, engine, precision, budget } = plan;
  const { checkpointMinutes: _checkpointMinutes, ...settings } = plan.settings;
  const data = Object.fromEntries(Object.entries(plan.data).map(([role, file]) => [role, file?.hash]));
  const growth = plan.growth ? { growth: plan.growth.hash } : {};
  return hashText(
    canonicalJson({ version, engine, precision, budget, settings, base: plan.base.hash, ...growth, data }),
  );
}

export function isFrozen(plan: Plan): plan is FrozenPlan {
  return plan.steps !== undefined && plan.forecast !== undefined;
}

/** Undefined: there is none, or another version of Madang wrote it; either way it is another training. */
export function readPlan(folder: string): Plan | undefined {
  const path = join(folder, 'plan.json');
  return existsSync(path) ? planSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data : undefined;
}

export function writePlan(folder: string, plan: Plan): void {
  const partial = join(folder, `.plan-${process.pid}.json`);
  writeFileSync(partial, `${JSON.stringify(plan, null, 2)}\n`);
  renameSync(partial, join(folder, 'plan.json'));
}
