// The catalogue's base for tests, through the product's own way to it; undefined where no source can be reached.
import type { Effects } from '../kernel/effects.ts';
import { openStore } from '../kernel/store.ts';
import { getBase } from './get-base.operation.ts';

export function quietEffects(): Effects {
  return { emit: () => undefined, signal: AbortSignal.timeout(120_000), store: openStore, clock: Date.now };
}

export async function realBase(): Promise<string | undefined> {
  try {
    return (await getBase({ ref: 'smollm2-135m-instruct' }, quietEffects())).path;
  } catch {
    return undefined;
  }
}
