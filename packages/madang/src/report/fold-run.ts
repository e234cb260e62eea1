// What the events tell about the run itself: how long each step took, what it warned of, how prompts were continued.
import type { EventLine } from '../kernel/events.ts';
import type { Continuation, Report } from './contract.ts';

/** A longer silence means that nothing ran: the run was killed and taken up again later. */
const longestGapSeconds = 600;

export function foldSteps(events: readonly EventLine[]): Report['run']['steps'] {
  const steps = new Map<string, Report['run']['steps'][number]>();
  for (const event of events) {
    if (event.type !== 'step-end') continue;
    if (event.reused && steps.has(event.step)) continue;
    steps.set(event.step, { step: event.step, seconds: event.seconds, reused: event.reused });
  }
  return [...steps.values()];
}

export function foldWarnings(events: readonly EventLine[]): Report['run']['warnings'] {
  const warnings = new Map<string, Report['run']['warnings'][number]>();
  for (const event of events) {
    if (event.type !== 'warning') continue;
    const { code, found, expected, next } = event;
    warnings.set(`${code} ${found}`, { code, found, expected, next });
  }
  return [...warnings.values()];
}

export function foldSamples(events: readonly EventLine[]): Report['samples'] {
  return events
    .filter((event) => event.type === 'sample')
    .map(({ prompt, text, at }) => ({ prompt, text, ...(at === undefined ? {} : { at }) }));
}

/** First and last continuation of each prompt that was continued more than once. */
export function continuationsFrom(samples: Report['samples']): Continuation[] {
  const byPrompt = Map.groupBy(samples, (sample) => sample.prompt);
  return Array.from(byPrompt, ([prompt, texts]) => ({ prompt, texts }))
    .filter(({ texts }) => texts.length > 1)
    .map(({ prompt, texts }) => ({ prompt, before: texts[0]?.text ?? '', after: texts.at(-1)?.text ?? '' }));
}

export function foldElapsedSeconds(events: readonly EventLine[]): number | undefined {
  const times = events.map((event) => Date.parse(event.time) / 1000).filter(Number.isFinite);
  if (times.length < 2) return undefined;
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return gaps.filter((gap) => gap > 0 && gap <= longestGapSeconds).reduce((sum, gap) => sum + gap, 0);
}
