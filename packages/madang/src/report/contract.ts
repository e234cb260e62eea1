// `report.json`: what the page of a run is drawn from, folded from artifacts and events. Every part after `run` is
// absent when the run did not come so far. Paths are relative to the graft folder: no machine's folders are published.
import { z } from 'zod';
import { corpusFactsSchema } from '../curate/contract.ts';
import { comparisonSchema, gateSchema } from '../evaluate/contract.ts';
import { documentsFactsSchema } from '../intake/contract.ts';
import { proofsSchema } from '../release/contract.ts';
import { fertilitySchema } from '../tokenizer/contract.ts';
import { trainingFactsSchema } from '../train/contract.ts';

export const baseFactsSchema = z.object({
  ref: z.string(),
  hash: z.string().optional(),
  /** SPDX identifier. */
  licence: z.string().optional(),
  /** Which source served it. */
  source: z.string().optional(),
  /** Tensor type of most weights: `Q4_1`, `BF16`. */
  storedAs: z.string().optional(),
});
export type BaseFacts = z.infer<typeof baseFactsSchema>;

export const curveSchema = z.object({
  name: z.string(),
  unit: z.string(),
  /** What `at` counts: `steps`, `trained tokens`. */
  axis: z.string(),
  points: z.array(z.object({ at: z.number(), value: z.number() })),
});
export type Curve = z.infer<typeof curveSchema>;

export const continuationSchema = z.object({ prompt: z.string(), before: z.string(), after: z.string() });
export type Continuation = z.infer<typeof continuationSchema>;

export const releaseFactsSchema = z.object({
  /** Relative to the graft folder. */
  folder: z.string(),
  files: z.array(z.object({ path: z.string(), sizeBytes: z.number(), sha256: z.string() })),
  proofs: proofsSchema.optional(),
  /** SPDX identifier; absent when it is for local use only. */
  licence: z.string().optional(),
  localUseOnly: z.boolean().optional(),
});
export type ReleaseFacts = z.infer<typeof releaseFactsSchema>;

export const reportSchema = z.object({
  schema: z.literal('madang/report@1'),
  graft: z.object({
    name: z.string(),
    version: z.string(),
    base: baseFactsSchema,
    language: z.string(),
    sourceLanguage: z.string(),
  }),
  run: z.object({
    id: z.string(),
    startedAt: z.string().optional(),
    endedAt: z.string().optional(),
    elapsedSeconds: z.number().optional(),
    /** Artifacts and release, as they lie on the disk. */
    diskBytes: z.number().optional(),
    machine: z
      .object({
        platform: z.string(),
        processor: z.string(),
        threads: z.number(),
        node: z.string(),
        madang: z.string(),
      })
      .optional(),
    steps: z.array(z.object({ step: z.string(), seconds: z.number(), reused: z.boolean() })),
    warnings: z.array(z.object({ code: z.string(), found: z.string(), expected: z.string(), next: z.string() })),
  }),
  documents: documentsFactsSchema.optional(),
  corpus: corpusFactsSchema.optional(),
  /** How words are cut. */
  cutting: fertilitySchema.optional(),
  training: trainingFactsSchema.optional(),
  curves: z.array(curveSchema),
  comparison: comparisonSchema.optional(),
  /** The same steps on source-language text alone, against the base. */
  control: comparisonSchema.optional(),
  gate: gateSchema.optional(),
  continuations: z.array(continuationSchema),
  /** The same prompts continued while training. */
  samples: z.array(z.object({ prompt: z.string(), text: z.string(), at: z.number().optional() })),
  release: releaseFactsSchema.optional(),
});
export type Report = z.infer<typeof reportSchema>;
