// What curate leaves behind: the `corpus` artifact.
//   train.jsonl.gz, held-out.jsonl.gz   `Document` lines (intake/contract.ts)
//   verdicts.jsonl                      one `Verdict` a line, for every document that intake read
import { z } from 'zod';
import { documentIdSchema } from '../intake/contract.ts';

export const curateSettingsSchema = z.strictObject({
  minimumCharacters: z.number().int().min(1).default(40).describe('shorter documents are dropped'),
  minimumScriptShare: z.number().min(0).max(1).default(0.3).describe("least share of letters in the language's script"),
  heldOutShare: z.number().min(0.001).max(0.5).default(0.05).describe('share of parents kept for measuring'),
  sharedRunCharacters: z
    .number()
    .int()
    .min(10)
    .default(40)
    .describe('a training passage that shares so long a run with a held-out one is dropped'),
});
export type CurateSettings = z.infer<typeof curateSettingsSchema>;

export const verdictReasonSchema = z.enum([
  'kept',
  'held-out',
  'empty',
  'too-short',
  'wrong-language',
  'exact-duplicate',
  'shares-run-with-held-out',
]);
export type VerdictReason = z.infer<typeof verdictReasonSchema>;

export const verdictSchema = z.object({
  id: documentIdSchema,
  verdict: z.enum(['train', 'held-out', 'dropped']),
  reason: verdictReasonSchema,
  /** What was seen: a share, the id of the twin, the shared run. */
  detail: z.string().optional(),
  path: z.string(),
  row: z.number().int().optional(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** `record.facts` of a `corpus` artifact. */
export const corpusFactsSchema = z.object({
  language: z.string(),
  heldOutBy: z.enum(['parent', 'block']),
  verdicts: z.partialRecord(verdictReasonSchema, z.object({ documents: z.number(), bytes: z.number() })),
  train: z.object({ documents: z.number(), bytes: z.number() }),
  heldOut: z.object({ documents: z.number(), bytes: z.number() }),
  /** For each reason of dropping, a few ids with a short stretch of text, for the report. */
  examples: z.array(
    z.object({ reason: verdictReasonSchema, id: documentIdSchema, text: z.string(), detail: z.string().optional() }),
  ),
});
export type CorpusFacts = z.infer<typeof corpusFactsSchema>;
