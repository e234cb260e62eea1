// The rule that lets a graft become a release. Five conditions; one that fails fails the gate, one without data is
// said to be not measured and fails nothing.
//   target-better  upper end of the 95 % interval of graft - base (bits per byte) is below the bound
//   source-kept    relative rise of the source language, the point estimate, is at most the bound
//   chat-kept      relative rise on the base's own answers, upper end of the 95 % interval, is at most the bound
//   answers-end    share of prompts by which fewer answers end by themselves than the base's is at most the bound
//   facts-kept     the same for prompts whose answer holds the fact that was asked for
import type { Comparison, Gate, GateSettings, Measured } from './contract.ts';

type Condition = Gate['conditions'][number];

export function judge(comparison: Comparison, settings: GateSettings): Gate {
  const { targetLanguage, sourceLanguage, chat } = comparison;
  const conditions: Condition[] = [
    {
      name: 'target-better',
      outcome: targetLanguage.high < settings.targetUpperBound ? 'pass' : 'fail',
      value: targetLanguage.high,
      bound: settings.targetUpperBound,
    },
    atMost('source-kept', sourceLanguage && relativeOf(sourceLanguage).value, settings.sourceWorseBy),
    atMost('chat-kept', chat && relativeOf(chat.answers).high, settings.chatWorseBy),
    atMost('answers-end', chat && shareLost(chat.baseEnded, chat.graftEnded, chat.prompts), settings.endedLessBy),
    atMost('facts-kept', chat && shareLost(chat.baseFacts, chat.graftFacts, chat.factPrompts), settings.factsLessBy),
  ];
  return { gate: conditions.some(({ outcome }) => outcome === 'fail') ? 'fail' : 'pass', conditions };
}

function atMost(name: Condition['name'], value: number | undefined, bound: number): Condition {
  if (value === undefined) return { name, outcome: 'not-measured', bound };
  return { name, outcome: value <= bound ? 'pass' : 'fail', value, bound };
}

function shareLost(base: number, graft: number, prompts: number): number | undefined {
  return prompts === 0 ? undefined : (base - graft) / prompts;
}

function relativeOf({ relative, base, difference, high }: Measured): { value: number; high: number } {
  return relative ?? { value: difference / base, high: high / base };
}
