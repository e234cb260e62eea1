// The gate's conditions with what each was measured to be, in the unit it is judged in: a relative change with its
// interval, or a count of prompts against the base's.
import type { Comparison, Gate, Measured } from '../evaluate/contract.ts';
import type { Report } from './contract.ts';
import { type RelativeChange, relativeChange } from './verdict.ts';

type Condition = Gate['conditions'][number];

export interface ChangeRow {
  readonly kind: 'change';
  readonly condition: Condition;
  readonly relative: RelativeChange | undefined;
  /** In the unit of `relative`. */
  readonly bound: number;
}

export interface CountRow {
  readonly kind: 'count';
  readonly condition: Condition;
  readonly counts: { readonly base: number; readonly graft: number; readonly all: number } | undefined;
  /** The least count that passes. */
  readonly bound: number;
}

export type GateRow = ChangeRow | CountRow;

export function gateRows({ gate, comparison }: Report): GateRow[] {
  return gate?.conditions.map((condition) => rowOf(condition, comparison)) ?? [];
}

function rowOf(condition: Condition, comparison: Comparison | undefined): GateRow {
  const chat = comparison?.chat;
  switch (condition.name) {
    case 'target-better': {
      const measured = comparison?.targetLanguage;
      // this bound is in bits per byte, the others are relative
      return changeRow(condition, measured, condition.bound / (measured?.base ?? 1));
    }
    case 'source-kept':
      return changeRow(condition, comparison?.sourceLanguage, condition.bound);
    case 'chat-kept':
      return changeRow(condition, chat?.answers, condition.bound);
    case 'answers-end':
      return countRow(condition, chat && { base: chat.baseEnded, graft: chat.graftEnded, all: chat.prompts });
    case 'facts-kept':
      return countRow(condition, chat && { base: chat.baseFacts, graft: chat.graftFacts, all: chat.factPrompts });
  }
}

function changeRow(condition: Condition, measured: Measured | undefined, bound: number): ChangeRow {
  return { kind: 'change', condition, relative: measured && relativeChange(measured), bound };
}

/** The gate bounds the share of prompts that may be lost; here it is the least count that passes. */
function countRow(condition: Condition, counts: CountRow['counts']): CountRow {
  const least = counts ? Math.max(0, Math.ceil(counts.base - condition.bound * counts.all - 1e-9)) : condition.bound;
  return { kind: 'count', condition, counts: counts && counts.all > 0 ? counts : undefined, bound: least };
}
