// What the model card is folded from. Everything comes from the records of the graft's artifacts; nothing that differs
// from run to run on the same inputs (time, memory, machine) is among it: that stands in record.json.
import type { CorpusFacts } from '../../curate/contract.ts';
import type { Comparison, Gate } from '../../evaluate/contract.ts';
import type { DocumentsFacts } from '../../intake/contract.ts';
import type { TrainingFacts } from '../../train/contract.ts';
import type { Proofs } from '../contract.ts';
import type { ReleaseLicence } from '../licence.ts';

export interface BaseFacts {
  /** What "madang base get" knows it by. */
  readonly ref: string;
  /** `org/name` on the hub, where it is known. */
  readonly hubName: string | undefined;
  readonly name: string;
  readonly hash: string;
  readonly licence: string | undefined;
  /** Tensor type that its weights were read from: `Q4_1`, `BF16`. */
  readonly storedAs: string;
  readonly parameters: number;
}

export interface CardFacts {
  readonly name: string;
  readonly version: string;
  readonly language: string;
  readonly sourceLanguage: string;
  readonly base: BaseFacts;
  readonly licence: ReleaseLicence;
  readonly sources: DocumentsFacts['sources'];
  readonly corpus: CorpusFacts;
  readonly training: TrainingFacts;
  readonly trainSettings: Readonly<{ [name: string]: unknown }>;
  readonly comparison: Comparison;
  readonly gate: Gate;
  readonly proofs: Proofs;
  readonly ggufFiles: readonly string[];
  readonly chat: boolean;
  /** False where weights were trained whole. */
  readonly hasAdapter: boolean;
  /** Rows lie beside the adapter, which PEFT does not load. */
  readonly hasTrainedRows: boolean;
}
