// Which runs rest on a base. A run notes its base in `base.json`; the graft's folder is noted once in Madang's home, so
// that `base list` and `base remove` find grafts wherever they lie.
import { appendFileSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { cacheHome } from '../kernel/homes.ts';
import type { Base } from '../model/get-base.operation.ts';
import type { KeptBase } from '../model/stores/base-store.ts';
import { findRuns, type RunState } from './find-runs.ts';

const noteSchema = z.looseObject({ ref: z.string(), path: z.string() });
const configSchema = z.looseObject({ base: z.string() });

export interface BaseReference {
  /** The graft's folder. */
  readonly graft: string;
  readonly run: string;
  readonly state: RunState['state'];
}

const registerOf = (environment: NodeJS.ProcessEnv) => join(cacheHome(environment), 'grafts.txt');

export function noteBase(graftFolder: string, runFolder: string, base: Base, environment = process.env): void {
  writeFileSync(join(runFolder, 'base.json'), `${JSON.stringify(base, null, 2)}\n`);
  const register = registerOf(environment);
  if (readRegister(register).includes(graftFolder)) return;
  mkdirSync(dirname(register), { recursive: true });
  appendFileSync(register, `${graftFolder}\n`);
}

/** Of all grafts that are known, and of those in `folder`. */
export function findReferences(base: KeptBase, folder: string, environment: NodeJS.ProcessEnv): BaseReference[] {
  const grafts = readRegister(registerOf(environment)).filter((graft) => existsSync(graft));
  const runs = new Map([...grafts, folder].flatMap((place) => findRuns(place)).map((run) => [run.folder, run]));
  return [...runs.values()]
    .filter((run) => restsOn(run.folder, base))
    .map(({ folder: runFolder, id, state }) => ({ graft: resolve(runFolder, '..', '..', '..'), run: id, state }));
}

function restsOn(runFolder: string, base: KeptBase): boolean {
  const note = readJson(join(runFolder, 'base.json'), noteSchema);
  if (note && existsSync(note.path)) {
    const path = realpathSync(note.path);
    const kept = existsSync(base.path) ? realpathSync(base.path) : base.path;
    return path === kept || path.startsWith(`${kept}${sep}`);
  }
  // a run of an earlier version, or one that has not come to its base yet
  const asked = readJson(join(runFolder, 'graft.json'), configSchema)?.base;
  return asked !== undefined && [base.ref, ...base.otherRefs].includes(asked);
}

function readRegister(path: string): string[] {
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
}

function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
