// Everything from outside that every operation may use. Anything else (fetch, a process runner) is a parameter
// where it is used.
import type { Emit, MadangEvent } from './events.ts';
import type { Store } from './store.ts';

export interface Effects {
  readonly emit: Emit;
  /** Aborted by Ctrl-C or SIGTERM: stop at the next safe point, leave what can be resumed. */
  readonly signal: AbortSignal;
  /** Opens the artifact store of a graft folder. */
  readonly store: (graftFolder: string) => Promise<Store>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Asks the person at the terminal, by a notice; not there for scripts. */
  readonly confirm?: ((question: MadangEvent) => Promise<boolean>) | undefined;
}
