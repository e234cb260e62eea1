// A place on this machine where models lie, kept by Madang, by the hub's tools or by another program.
export interface KeptBase {
  /** As `base get` and graft.yaml take it. */
  readonly ref: string;
  /** Other refs that mean it: branches and tags, catalogue names. */
  readonly otherRefs: readonly string[];
  readonly store: StoreName;
  /** What `openModel` opens. */
  readonly path: string;
  readonly sizeBytes: number;
  /** False: a download that was not finished, or a kind of model that Madang does not open. */
  readonly isUsable: boolean;
}

export type StoreName = 'hub' | 'package' | 'ollama' | 'lm-studio';

export interface BaseStore {
  readonly name: StoreName;
  /** Where it lies, in the order in which places are tried; those that are not there are left out. */
  readonly roots: (environment: NodeJS.ProcessEnv) => string[];
  readonly list: (environment: NodeJS.ProcessEnv) => Promise<KeptBase[]>;
  /** Frees a base that `list` gave, and says how many bytes. A store without it belongs to another program, which is asked instead. */
  readonly remove?: (base: KeptBase, environment: NodeJS.ProcessEnv) => Promise<number>;
  /** The command or action by which the program that owns the store frees a base. */
  readonly removedBy?: (base: KeptBase) => string;
}
