// Reads what a run left behind: its config and events, the artifacts that it names, the release. What is not there is
// left out; a file that is there and cannot be read is an error.
import { existsSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { comparisonSchema, type Gate, gateSchema } from '../evaluate/contract.ts';
import { errorsOf } from '../kernel/errors.ts';
import type { EventLine } from '../kernel/events.ts';
import { hashFiles } from '../kernel/hash.ts';
import { type Record as ArtifactRecord, recordSchema } from '../kernel/record.ts';
import { readEvents } from '../kernel/run.ts';
import { proofsSchema } from '../release/contract.ts';
import { fertilitySchema } from '../tokenizer/contract.ts';
import { type BaseFacts, baseFactsSchema, type Continuation, type ReleaseFacts } from './contract.ts';
import type { RunFacts } from './fold-report.ts';
import { en } from './messages.en.ts';

const reportError = errorsOf('report', en.errors);

const configSchema = z.object({
  name: z.string(),
  base: z.string(),
  language: z.string(),
  sourceLanguage: z.string(),
  release: z.object({ version: z.string() }),
});

/** What the caller knows beside the run folder; each wins over what the run folder says. */
export interface KnownFacts {
  readonly releaseFolder?: string | undefined;
  readonly base?: Omit<BaseFacts, 'ref'> | undefined;
  readonly gate?: Gate | undefined;
  readonly continuations?: readonly Continuation[] | undefined;
}

export async function readRun(graftFolder: string, runFolder: string, known: KnownFacts = {}): Promise<RunFacts> {
  const events = readEvents(runFolder);
  const config = readJson(join(runFolder, 'graft.json'), configSchema);
  if (!config) throw reportError('missing', 'run-not-found', { run: basename(runFolder), folder: graftFolder });
  const folders = artifactFolders(graftFolder, events);
  const comparisonFolder = folders.get('comparison');
  const releaseFolder = known.releaseFolder ?? folders.get('release');
  const released = releaseFolder === undefined ? undefined : await readRelease(graftFolder, resolve(releaseFolder));
  const release = released?.release;
  const records = [...folders].map(([kind, folder]) => (kind === 'release' ? undefined : readRecord(folder)));
  const files = [...records.flatMap((record) => record?.files ?? []), ...(release?.files ?? [])];
  return {
    runId: basename(runFolder),
    config: { ...config, version: released?.version ?? config.release.version },
    events,
    records: {
      documents: readRecord(folders.get('documents')),
      corpus: readRecord(folders.get('corpus')),
      adapter: readRecord(folders.get('adapter')),
    },
    base: known.base ?? released?.base,
    cutting: readPayload(folders.get('fertility'), 'fertility.json', fertilitySchema),
    comparison: readPayload(comparisonFolder, 'comparison.json', comparisonSchema),
    control: readJson(join(runFolder, 'control.json'), comparisonSchema),
    gate: known.gate ?? readPayload(comparisonFolder, 'gate.json', gateSchema) ?? gateFrom(runFolder, events),
    continuations: known.continuations,
    release,
    diskBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

/** The last artifact of each kind that the run named, found again where the graft folder now lies. */
function artifactFolders(graftFolder: string, events: readonly EventLine[]): Map<string, string> {
  const folders = new Map<string, string>();
  for (const event of events) {
    if (event.type !== 'artifact-ready') continue;
    const { kind } = event;
    const moved = join(graftFolder, '.madang', 'artifacts', kind, basename(event.folder));
    const named = isAbsolute(event.folder) ? event.folder : join(graftFolder, event.folder);
    folders.set(kind, existsSync(moved) ? moved : named);
  }
  return folders;
}

/** `gate.json` in the run folder, else what the run's result says. */
function gateFrom(runFolder: string, events: readonly EventLine[]): Gate | undefined {
  const inRun = readJson(join(runFolder, 'gate.json'), gateSchema);
  const result = events.findLast((event) => event.type === 'result');
  return inRun ?? gateSchema.safeParse(result?.value).data;
}

/** What a release's record says beside its files; a folder without one is hashed. */
const releaseRecordSchema = z.object({
  files: recordSchema.shape.files,
  facts: z.object({
    version: z.string().optional(),
    licence: z.object({ spdx: z.string().optional(), localUseOnly: z.boolean() }).optional(),
    base: baseFactsSchema.optional(),
  }),
});

async function readRelease(graftFolder: string, folder: string) {
  if (!existsSync(folder)) return undefined;
  const record = readJson(join(folder, 'record.json'), releaseRecordSchema);
  const proofs = readJson(join(folder, 'proofs.json'), proofsSchema);
  const licence = record?.facts.licence;
  const release: ReleaseFacts = {
    folder: relative(resolve(graftFolder), folder).replaceAll('\\', '/'),
    files: record?.files ?? (await hashFiles(folder)),
    ...(proofs ? { proofs } : {}),
    ...(licence ? { localUseOnly: licence.localUseOnly } : {}),
    ...(licence?.spdx ? { licence: licence.spdx } : {}),
  };
  return { release, version: record?.facts.version, base: record?.facts.base };
}

function readRecord(folder: string | undefined): ArtifactRecord | undefined {
  return readPayload(folder, 'record.json', recordSchema);
}

function readPayload<T>(folder: string | undefined, name: string, schema: z.ZodType<T>): T | undefined {
  return folder === undefined ? undefined : readJson(join(folder, name), schema);
}

function readJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw reportError('input', 'run-unreadable', { path, reason }, cause);
  }
}
