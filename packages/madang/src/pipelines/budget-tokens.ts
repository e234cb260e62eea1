// About how many tokens a budget is good for, which decides how many new tokens a graft gets. Of a time it is an estimate
// from one timed product, made once a graft folder and budget: a graft that goes on must find the tokens it had.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openExecutor } from '../engine/open-executor.ts';
import { timeGemm } from '../engine/time-gemm.ts';
import { canonicalJson, hashText } from '../kernel/hash.ts';
import type { ModelConfig } from '../model/contract.ts';
import { writeTextBeside } from '../model/formats/write-beside.ts';
import { estimateTokensPerSecond } from '../train/estimate-speed.ts';
import type { OpenGraft } from './open-graft.ts';

/** The engine that is always there. */
export const smallestChoice = { engine: 'onnxruntime', precision: 'float32' } as const;

const estimatesSchema = z.record(z.string(), z.number());

/** Undefined where the budget counts epochs alone. */
export async function estimateBudgetTokens(graft: OpenGraft, shape: ModelConfig): Promise<number | undefined> {
  const { budget } = graft;
  if (budget.maxSeconds === undefined) return budget.maxTokens;
  const inTime = budget.maxSeconds * (await keptTokensPerSecond(graft, shape));
  return Math.min(budget.maxTokens ?? Number.POSITIVE_INFINITY, Number(inTime.toPrecision(1)));
}

/** GFLOP/s of one product. */
export async function timeProduct(): Promise<number> {
  await using executor = await openExecutor(smallestChoice, availableParallelism());
  return Math.round(await timeGemm(executor));
}

async function keptTokensPerSecond({ config, folder }: OpenGraft, shape: ModelConfig): Promise<number> {
  const path = join(folder, '.madang', 'tokens-per-second.json');
  const kept = existsSync(path) ? estimatesSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
  const key = hashText(canonicalJson({ shape, settings: config.train })).slice(0, 12);
  const known = kept[key];
  if (known !== undefined) return known;
  const estimate = estimateTokensPerSecond(shape, config.train, await timeProduct());
  await writeTextBeside(path, `${JSON.stringify({ ...kept, [key]: estimate })}\n`);
  return estimate;
}
