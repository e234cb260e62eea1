// Checkpoints of a training run: `checkpoints/<step>/` with the trained tensors, AdamW's moments and `state.json`,
// written beside and renamed; the last two are kept. Float32 throughout, so that a resumed run goes on bit by bit.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openSafetensors } from '../model/formats/safetensors-read.ts';
import { writeSafetensors } from '../model/formats/safetensors-write.ts';
import type { TrainedTensor } from './adamw.ts';

const stateSchema = z.object({
  /** Updates done. */
  step: z.number().int(),
  trainedTokens: z.number(),
  /** Seconds spent in steps, without evaluation and checkpoints, over all sittings. */
  stepSeconds: z.number(),
  /** Wall seconds of the trainer over all sittings. */
  elapsedSeconds: z.number(),
  peakMemoryBytes: z.number(),
});
export type TrainingState = z.infer<typeof stateSchema>;

const kept = 2;
const parts = ['weights', 'moment1', 'moment2', 'average'] as const;

function checkpointsFolder(runFolder: string): string {
  return join(runFolder, 'checkpoints');
}

function listCheckpoints(runFolder: string): string[] {
  const folder = checkpointsFolder(runFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .sort();
}

export async function writeCheckpoint(
  runFolder: string,
  tensors: readonly TrainedTensor[],
  state: TrainingState,
): Promise<void> {
  const folder = checkpointsFolder(runFolder);
  removePartials(folder);
  const partial = join(folder, `.partial-${process.pid}`);
  mkdirSync(partial, { recursive: true });
  const entries = tensors.flatMap((tensor) =>
    partsOf(tensor).map(([part, values]) => ({
      name: `${tensor.name}/${part}`,
      shape: [values.length],
      type: 'F32' as const,
      read: () => values,
    })),
  );
  try {
    await writeSafetensors(join(partial, 'tensors.safetensors'), entries);
    writeFileSync(join(partial, 'state.json'), `${JSON.stringify(state)}\n`);
  } catch (error) {
    removePartials(folder);
    throw error;
  }
  const target = join(folder, String(state.step).padStart(8, '0'));
  rmSync(target, { recursive: true, force: true });
  renameSync(partial, target);
  for (const name of listCheckpoints(runFolder).slice(0, -kept)) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function partsOf(tensor: TrainedTensor): [string, Float32Array][] {
  return parts.flatMap((part) => {
    const values = tensor[part];
    return values ? [[part, values]] : [];
  });
}

/** Removes what a killed trainer left; a run has one trainer at a time. */
function removePartials(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.partial-')) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Fills the tensors from the newest checkpoint; undefined where there is none. */
export function readCheckpoint(runFolder: string, tensors: readonly TrainedTensor[]): TrainingState | undefined {
  const name = listCheckpoints(runFolder).at(-1);
  if (name === undefined) return undefined;
  const folder = join(checkpointsFolder(runFolder), name);
  using file = openSafetensors(join(folder, 'tensors.safetensors'));
  for (const tensor of tensors) {
    for (const [part, values] of partsOf(tensor)) values.set(file.read(`${tensor.name}/${part}`));
  }
  return stateSchema.parse(JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')));
}

export function removeCheckpoints(runFolder: string): void {
  rmSync(checkpointsFolder(runFolder), { recursive: true, force: true });
}
