// The artifact store of a graft: `.madang/artifacts/<kind>/<fingerprint12>/` with `record.json` beside the payload.
// An unchanged fingerprint is not computed again; output is written beside and renamed into place, so that a kill at
// any moment leaves either the old artifact or the new one.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { combineHashes, hashFiles } from './hash.ts';
import { type ArtifactSpec, fingerprintOf, type Record, recordSchema } from './record.ts';

export interface Artifact {
  readonly kind: string;
  readonly folder: string;
  readonly fingerprint: string;
  readonly hash: string;
  readonly record: Record;
  /** True when it was there already. */
  readonly reused: boolean;
}

export interface ArtifactAccount {
  readonly counts?: Readonly<{ [name: string]: number }>;
  readonly facts?: Readonly<{ [name: string]: unknown }>;
}

export interface Store {
  /** The graft folder. */
  readonly root: string;
  find(spec: ArtifactSpec): Promise<Artifact | undefined>;
  /** The newest artifact of a kind, whatever its fingerprint. */
  latest(kind: string): Promise<Artifact | undefined>;
  /** Gives the artifact of `spec`; calls `write` on an empty folder only when it is not there yet. */
  produce(spec: ArtifactSpec, write: (folder: string) => Promise<ArtifactAccount>): Promise<Artifact>;
}

export async function openStore(root: string): Promise<Store> {
  const artifacts = join(root, '.madang', 'artifacts');

  async function read(kind: string, name: string): Promise<Artifact | undefined> {
    const folder = join(artifacts, kind, name);
    const text = await readFile(join(folder, 'record.json'), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const record = recordSchema.parse(JSON.parse(text));
    return { kind, folder, fingerprint: record.fingerprint, hash: record.hash, record, reused: true };
  }

  const find = (spec: ArtifactSpec) => read(spec.kind, fingerprintOf(spec).slice(0, 12));

  async function latest(kind: string): Promise<Artifact | undefined> {
    const names = await readdir(join(artifacts, kind)).catch(() => []);
    const found = await Promise.all(names.filter((name) => !name.startsWith('.')).map((name) => read(kind, name)));
    return found
      .filter((artifact) => artifact !== undefined)
      .sort((a, b) => b.record.startedAt.localeCompare(a.record.startedAt))[0];
  }

  async function produce(spec: ArtifactSpec, write: (folder: string) => Promise<ArtifactAccount>): Promise<Artifact> {
    const present = await find(spec);
    if (present) return present;
    const fingerprint = fingerprintOf(spec);
    const folder = join(artifacts, spec.kind, fingerprint.slice(0, 12));
    const partial = join(artifacts, spec.kind, `.partial-${process.pid}-${fingerprint.slice(0, 12)}`);
    await removePartials(join(artifacts, spec.kind));
    await mkdir(partial, { recursive: true });
    const startedMs = Date.now();
    try {
      const account = await write(partial);
      const record = await writeRecord(partial, spec, account, { startedMs, endedMs: Date.now() });
      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
      return { kind: spec.kind, folder, fingerprint, hash: record.hash, record, reused: false };
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw error;
    }
  }

  return { root, find, latest, produce };
}

/** Hashes the files of a folder and writes its `record.json`. */
export async function writeRecord(
  folder: string,
  spec: ArtifactSpec,
  { counts, facts }: ArtifactAccount,
  { startedMs, endedMs }: { readonly startedMs: number; readonly endedMs: number },
): Promise<Record> {
  const files = await hashFiles(folder);
  const record: Record = {
    schema: 'madang/record@1',
    kind: spec.kind,
    operation: spec.operation,
    revision: spec.revision,
    fingerprint: fingerprintOf(spec),
    inputs: { ...spec.inputs },
    settings: spec.settings,
    hash: combineHashes(files),
    files,
    counts: { ...counts },
    facts: { ...facts },
    startedAt: new Date(startedMs).toISOString(),
    elapsedSeconds: (endedMs - startedMs) / 1000,
    machine: describeMachine(),
  };
  await writeFile(join(folder, 'record.json'), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

/** Removes what a killed process left half-written; the graft's lock keeps living writers apart. */
async function removePartials(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (name.startsWith('.partial-')) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function describeMachine(): Record['machine'] {
  const processors = cpus();
  return {
    platform: `${process.platform}-${process.arch}`,
    processor: processors[0]?.model.trim() ?? 'unknown',
    threads: processors.length,
    node: process.versions.node,
    madang: packageJson.version,
  };
}
