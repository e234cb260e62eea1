// What the trainer leaves beside its adapter, `outcome.json`: read by its parent.
import { z } from 'zod';

export const outcomeSchema = z.object({
  step: z.number().int(),
  trainedTokens: z.number(),
  stepSeconds: z.number(),
  elapsedSeconds: z.number(),
  peakMemoryBytes: z.number(),
  engineVersion: z.string(),
  targetTextTokens: z.number(),
  epochs: z.number(),
});
export type Outcome = z.infer<typeof outcomeSchema>;
