// Every model on this machine, wherever it lies. A new store is one line here.
import type { BaseStore, KeptBase } from './base-store.ts';
import { hubStore } from './hub-store.ts';
import { lmStudioStore } from './lm-studio-store.ts';
import { ollamaStore } from './ollama-store.ts';
import { packageStore } from './package-store.ts';

export const stores: readonly BaseStore[] = [packageStore, hubStore, ollamaStore, lmStudioStore];

export async function listKeptBases(environment: NodeJS.ProcessEnv): Promise<KeptBase[]> {
  return (await Promise.all(stores.map((store) => store.list(environment)))).flat();
}
