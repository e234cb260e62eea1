// Reads changed files one after the other and holds each against what is promised: the file is read, or refused with a
// MadangError; nothing else is thrown, and the memory that reading took stays below a multiple of the file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MadangError } from '../../kernel/errors.ts';
import { randomBelowFrom } from '../../kernel/random.ts';
import type { FuzzedFormat } from './fuzzed-formats.fixture.ts';
import { pick } from './mutate-bytes.fixture.ts';

/** Windows on the file, look-up tables and what the runtime has not yet collected. */
export const fixedMemoryBytes = 32 * 1024 * 1024;
/** A value of 2.6 bits becomes 32, twice where a model is built of them; a character of JSON becomes up to 40 bytes. */
export const memoryPerFileByte = 64;

export interface Failure {
  readonly format: string;
  readonly seed: number;
  readonly problem: string;
}

export interface FuzzOutcome {
  readonly files: number;
  readonly read: number;
  /** How many files were refused with each code. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly failures: readonly Failure[];
  readonly slowest: { readonly seed: number; readonly milliseconds: number };
  readonly mostMemoryBytes: number;
}

/** File number `seed` is the same whenever it is made. */
export async function fuzz(
  format: FuzzedFormat,
  firstSeed: number,
  files: number,
  keep: (failure: Failure, bytes: Uint8Array) => void = () => {},
): Promise<FuzzOutcome> {
  const seeds = await format.seeds();
  const folder = mkdtempSync(join(tmpdir(), 'madang-fuzz-'));
  const path = join(folder, `model${format.extension}`);
  const refusals = new Map<string, number>();
  const failures: Failure[] = [];
  let read = 0;
  let slowest = { seed: firstSeed, milliseconds: 0 };
  let mostMemoryBytes = 0;
  try {
    for (let seed = firstSeed; seed < firstSeed + files; seed += 1) {
      const below = randomBelowFrom(seed);
      const bytes = format.mutate(pick(seeds, below), below);
      writeFileSync(path, bytes);
      const fail = (problem: string) => {
        const failure = { format: format.name, seed, problem };
        failures.push(failure);
        keep(failure, bytes);
      };
      const [start, memory] = [performance.now(), memoryInUse()];
      try {
        await format.read(path);
        read += 1;
      } catch (error) {
        if (error instanceof MadangError) refusals.set(error.code, (refusals.get(error.code) ?? 0) + 1);
        else fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
      const [milliseconds, usedBytes] = [performance.now() - start, memoryInUse() - memory];
      if (milliseconds > slowest.milliseconds) slowest = { seed, milliseconds };
      mostMemoryBytes = Math.max(mostMemoryBytes, usedBytes);
      if (usedBytes > fixedMemoryBytes + memoryPerFileByte * bytes.length) fail(`${usedBytes} bytes of memory`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { files, read, refusals, failures, slowest, mostMemoryBytes };
}

function memoryInUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
