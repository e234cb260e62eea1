// What release leaves behind: `releases/<name>/<version>/`
//   hugging-face/  adapter/  <name>-F16.gguf  <name>-Q8_0.gguf  Modelfile  README.md (model card)  proofs.json  record.json
//   LICENSE, NOTICE: the base's, where it has them
import { z } from 'zod';
import { ggufFileTypes } from '../model/contract.ts';

const ggufExports = ggufFileTypes.map((type) => `gguf-${type}` as const);

export const proofSchema = z.object({
  export: z.enum(['hugging-face', 'peft', ...ggufExports]),
  check: z.enum(['token-ids-equal', 'bits-per-byte-within', 'argmax-equal', 'reopened']),
  /** What was measured, in `unit`; absent for yes-or-no checks. */
  value: z.number().optional(),
  bound: z.number().optional(),
  unit: z.string().optional(),
  outcome: z.enum(['pass', 'fail']),
});
export const proofsSchema = z.object({
  text: z.object({ bytes: z.number(), hash: z.string() }),
  proofs: z.array(proofSchema),
});
export type Proof = z.infer<typeof proofSchema>;
export type Proofs = z.infer<typeof proofsSchema>;

export const releaseSettingsSchema = z.strictObject({
  version: z.string().default('0.1.0').describe('folder of the release, and its version in the card'),
  quantizations: z
    .array(z.enum(ggufFileTypes))
    .default(['F16', 'Q8_0'])
    .describe(`GGUF files to write: ${ggufFileTypes.join(', ')}`),
});
export type ReleaseSettings = z.infer<typeof releaseSettingsSchema>;
