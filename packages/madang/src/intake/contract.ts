// What intake leaves behind: the `documents` artifact, read by every later step.
//   documents.jsonl.gz   one `Document` a line, in a stable order
//   failures.jsonl       one `ReadFailure` a line
//   warnings.jsonl       one `TextWarning` a line: what was mended in a text, and damage that stays
import { z } from 'zod';

export const documentIdSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'DocumentId'>();
export type DocumentId = z.infer<typeof documentIdSchema>;

/** One entry of `sources:` in graft.yaml. */
export const sourceSchema = z.strictObject({
  path: z.string().describe('a file, or a folder that is read with its subfolders; relative to graft.yaml'),
  licence: z.string().default('unknown').describe('SPDX identifier; "unknown" keeps a release for local use only'),
  title: z.string().optional().describe('how the source is named in the model card'),
  link: z.string().optional().describe('where the source can be found'),
  attribution: z.string().optional().describe('the credit line that the licence asks for'),
  language: z.string().optional().describe('BCP 47 tag, where the whole source is in one language'),
});
export type Source = z.infer<typeof sourceSchema>;

/** Where in its file a text lies; `readers/reader.ts` says what the numbers count. */
export const placeSchema = z.object({
  member: z.string().optional(),
  page: z.number().int().optional(),
  record: z.number().int().optional(),
  row: z.number().int().optional(),
  byteStart: z.number().int().optional(),
  byteEnd: z.number().int().optional(),
});

export const documentSchema = z.object({
  /** SHA-256 of the NFC text. */
  id: documentIdSchema,
  text: z.string(),
  /** Hash of the whole text that this passage was cut from; equals `id` when it was not cut. */
  parent: documentIdSchema,
  /** Place of the passage in its parent, from 0. */
  part: z.number().int(),
  /** Index into the record's `facts.sources`. */
  source: z.number().int(),
  /** File, relative to graft.yaml's folder. */
  path: z.string(),
  /** Row in a JSONL or CSV file, from 1; absent for a whole file. */
  row: z.number().int().optional(),
  title: z.string().optional(),
  language: z.string().optional(),
  licence: z.string(),
  link: z.string().optional(),
  date: z.string().optional(),
  author: z.string().optional(),
  /** Absent: the whole file, or its `row`. */
  place: placeSchema.optional(),
});
export type Document = z.infer<typeof documentSchema>;

export const readFailureSchema = z.object({
  path: z.string(),
  row: z.number().int().optional(),
  place: placeSchema.optional(),
  code: z.string(),
  reason: z.string(),
});
export type ReadFailure = z.infer<typeof readFailureSchema>;

/** Same form; the text was read. */
export type TextWarning = ReadFailure;

const countsSchema = z.record(z.string(), z.number());
/** How often: texts by reader and by encoding, failures and warnings by code. */
export const readingCountsSchema = z.object({
  readers: countsSchema,
  encodings: countsSchema,
  failures: countsSchema,
  warnings: countsSchema,
});
export type ReadingCounts = z.infer<typeof readingCountsSchema>;

/** `record.facts` of a `documents` artifact. */
export const documentsFactsSchema = z.object({
  sources: z.array(
    sourceSchema.extend({ files: z.number(), documents: z.number(), bytes: z.number(), failures: z.number() }),
  ),
  /** Absent in artifacts of before. */
  readings: readingCountsSchema.optional(),
});
export type DocumentsFacts = z.infer<typeof documentsFactsSchema>;
