// The folders under `releases/<name>/`: what is there, and which version is free. A release that is there is never
// written over: whoever holds a copy of 0.1.0 must find that the words in it stay true.
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compareUtf8 } from '../kernel/hash.ts';
import { type Record, recordSchema } from '../kernel/record.ts';
import { type Proofs, proofsSchema } from './contract.ts';

export interface Release {
  readonly folder: string;
  readonly version: string;
  /** Over the files, without `record.json`. */
  readonly hash: string;
  readonly proofs: Proofs;
  readonly record: Record;
  /** True when it was there already. */
  readonly reused: boolean;
}

/** Removes what a killed process left half-written; gives the releases, by name. */
export async function readReleases(home: string): Promise<Omit<Release, 'reused'>[]> {
  const names = (await readdir(home).catch(() => [])).sort(compareUtf8);
  const releases: Omit<Release, 'reused'>[] = [];
  for (const version of names) {
    const folder = join(home, version);
    if (version.startsWith('.partial-')) await rm(folder, { recursive: true, force: true });
    const text = await readFile(join(folder, 'record.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const record = recordSchema.parse(JSON.parse(text));
    const proofs = proofsSchema.parse(record.facts.proofs);
    releases.push({ folder, version, hash: record.hash, proofs, record });
  }
  return releases;
}

/** The wanted version, else with the last number raised until it is free. */
export function freeVersion(wanted: string, taken: readonly string[]): string {
  let version = wanted;
  while (taken.includes(version)) {
    const [, head = `${version}.`, last = '0'] = /^(.*?)(\d+)$/.exec(version) ?? [];
    version = `${head}${Number(last) + 1}`;
  }
  return version;
}
