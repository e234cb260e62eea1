// The machine-written account beside every artifact (`record.json`). What is published about openness is folded
// from these. The fingerprint covers what decides the payload; machine, threads and versions are noted, not hashed.
import { z } from 'zod';
import { canonicalJson, hashText } from './hash.ts';

export const inputSchema = z.object({ address: z.string(), hash: z.string() });

export const recordSchema = z.object({
  schema: z.literal('madang/record@1'),
  kind: z.string(),
  operation: z.string(),
  /** Raised by hand in the operation when its results change. */
  revision: z.number().int(),
  fingerprint: z.string(),
  inputs: z.record(z.string(), inputSchema),
  settings: z.unknown(),
  /** Hash over the payload's files, without this record. */
  hash: z.string(),
  files: z.array(z.object({ path: z.string(), sizeBytes: z.number(), sha256: z.string() })),
  counts: z.record(z.string(), z.number()),
  /** Facts that the operation states about its payload (licences, sources, intervals). */
  facts: z.record(z.string(), z.unknown()),
  startedAt: z.string(),
  elapsedSeconds: z.number(),
  machine: z.object({
    platform: z.string(),
    processor: z.string(),
    threads: z.number(),
    node: z.string(),
    madang: z.string(),
  }),
});

export type ArtifactInput = z.infer<typeof inputSchema>;
export type Record = z.infer<typeof recordSchema>;

export interface ArtifactSpec {
  /** Folder name under `.madang/artifacts/`: `documents`, `corpus`, `weights`. */
  readonly kind: string;
  readonly operation: string;
  readonly revision: number;
  readonly inputs: Readonly<{ [role: string]: ArtifactInput }>;
  /** Resolved literals that decide the payload (engine kind, precision, steps, seed). JSON only. */
  readonly settings: unknown;
}

export function fingerprintOf(spec: ArtifactSpec): string {
  const inputs = Object.fromEntries(Object.entries(spec.inputs).map(([role, input]) => [role, input.hash]));
  return hashText(
    canonicalJson({ operation: spec.operation, revision: spec.revision, settings: spec.settings, inputs }),
  );
}
