// Folds one report from what the steps left behind. Nothing is written by hand: what no artifact and no event tells
// is absent, and the page says so.
import { corpusFactsSchema } from '../curate/contract.ts';
import type { Comparison, Gate } from '../evaluate/contract.ts';
import { documentsFactsSchema } from '../intake/contract.ts';
import type { EventLine } from '../kernel/events.ts';
import type { Record as ArtifactRecord } from '../kernel/record.ts';
import type { Fertility } from '../tokenizer/contract.ts';
import { trainingFactsSchema } from '../train/contract.ts';
import type { BaseFacts, Continuation, ReleaseFacts, Report } from './contract.ts';
import { foldCurves } from './fold-curves.ts';
import { continuationsFrom, foldElapsedSeconds, foldSamples, foldSteps, foldWarnings } from './fold-run.ts';

/** What a run left behind, parsed. */
export interface RunFacts {
  readonly runId: string;
  readonly config: {
    readonly name: string;
    readonly base: string;
    readonly language: string;
    readonly sourceLanguage: string;
    readonly version: string;
  };
  readonly events: readonly EventLine[];
  readonly records: {
    readonly documents?: ArtifactRecord | undefined;
    readonly corpus?: ArtifactRecord | undefined;
    readonly adapter?: ArtifactRecord | undefined;
  };
  readonly base?: Omit<BaseFacts, 'ref'> | undefined;
  readonly cutting?: Fertility | undefined;
  readonly comparison?: Comparison | undefined;
  readonly control?: Comparison | undefined;
  readonly gate?: Gate | undefined;
  readonly continuations?: readonly Continuation[] | undefined;
  readonly release?: ReleaseFacts | undefined;
  /** Artifacts and release, as they lie on the disk. */
  readonly diskBytes?: number | undefined;
}

export function foldReport(facts: RunFacts): Report {
  const { config, events, records } = facts;
  const samples = foldSamples(events);
  return {
    schema: 'madang/report@1',
    graft: {
      name: config.name,
      version: config.version,
      base: { ...facts.base, ref: config.base },
      language: config.language,
      sourceLanguage: config.sourceLanguage,
    },
    run: {
      id: facts.runId,
      ...present('startedAt', events[0]?.time),
      ...present('endedAt', events.at(-1)?.time),
      ...present('elapsedSeconds', foldElapsedSeconds(events)),
      ...present('diskBytes', facts.diskBytes),
      ...present('machine', (records.adapter ?? records.corpus ?? records.documents)?.machine),
      steps: foldSteps(events),
      warnings: foldWarnings(events),
    },
    ...present('documents', documentsFactsSchema.safeParse(records.documents?.facts).data),
    ...present('corpus', corpusFactsSchema.safeParse(records.corpus?.facts).data),
    ...present('cutting', facts.cutting),
    ...present('training', trainingFactsSchema.safeParse(records.adapter?.facts.training).data),
    curves: foldCurves(events),
    ...present('comparison', facts.comparison),
    ...present('control', facts.control),
    ...present('gate', facts.gate),
    continuations: [...(facts.continuations ?? continuationsFrom(samples))],
    samples,
    ...present('release', facts.release),
  };
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value });
}
