import { z } from 'zod';
import { releaseError } from './errors.ts';

/** The facts of an artifact's record, in the shape of its contract. */
export function parseFacts<T>(artifact: string, schema: z.ZodType<T>, facts: unknown): T {
  const parsed = schema.safeParse(facts);
  if (parsed.success) return parsed.data;
  throw releaseError('input', 'record-incomplete', { artifact, problems: z.prettifyError(parsed.error) });
}
