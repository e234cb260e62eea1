// What the trainer leaves beside its adapter, `outcome.json`: read by its parent. It is written last, in one move: where
// it is, the training is done.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeTextBeside } from '../model/formats/write-beside.ts';
import { trainingFactsSchema } from './contract.ts';

const outcomeSchema = z.object({
  step: z.number().int(),
  trainedTokens: z.number(),
  stepSeconds: z.number(),
  elapsedSeconds: z.number(),
  peakMemoryBytes: z.number(),
  engineVersion: z.string(),
  targetTextTokens: z.number(),
  epochs: z.number(),
  newTokens: trainingFactsSchema.shape.newTokens,
});
type Outcome = z.infer<typeof outcomeSchema>;

export async function writeOutcome(runFolder: string, outcome: Outcome): Promise<void> {
  await writeTextBeside(join(runFolder, 'outcome.json'), `${JSON.stringify(outcome)}\n`);
}

export function readOutcome(runFolder: string): Outcome | undefined {
  const path = join(runFolder, 'outcome.json');
  return existsSync(path) ? outcomeSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}
