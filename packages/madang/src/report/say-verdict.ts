// The verdict in words, for the top of the page and the closing screen: target language, source language, gate.
import type { PageContext } from './page-context.ts';

export interface SaidVerdict {
  /** Both languages in one sentence, without its full stop. */
  readonly languages: string | undefined;
  readonly gate: string;
}

export function sayVerdict(context: PageContext): SaidVerdict {
  const { text, verdict } = context;
  const target = sayTarget(context);
  const languages = target === undefined ? undefined : [target, saySource(context)].join(separator(context));
  const gate = verdict.gate === 'pass' ? text.verdict.gatePass : sayFailure(context);
  return { languages, gate };
}

function separator({ numbers }: PageContext): string {
  return numbers.locale === 'ko' ? '. ' : '; ';
}

function sayTarget({ text, verdict, numbers, target: language }: PageContext): string | undefined {
  const { target } = verdict;
  if (target === undefined) return undefined;
  const [low, high] = [numbers.percent(-target.high), numbers.percent(-target.low)];
  if (target.direction === 'better') {
    return text.verdict.targetBetter({ language, percent: numbers.percent(-target.change), low, high });
  }
  if (target.direction === 'worse') {
    const percent = numbers.percent(target.change);
    return text.verdict.targetWorse({
      language,
      percent,
      low: numbers.percent(target.low),
      high: numbers.percent(target.high),
    });
  }
  return text.verdict.targetUnclear({
    language,
    change: numbers.signedPercent(target.change),
    low: numbers.signedPercent(target.low),
    high: numbers.signedPercent(target.high),
  });
}

function saySource({ text, verdict, numbers, source: language }: PageContext): string {
  const { source } = verdict;
  if (source === undefined) return text.verdict.sourceNotMeasured({ language });
  const change = numbers.signedPercent(source.change);
  if (source.direction === 'better') return text.verdict.sourceBetter({ language, change });
  if (source.direction === 'worse') return text.verdict.sourceWorse({ language, change });
  return text.verdict.sourceUnclear({ language, change });
}

function sayFailure({ text, verdict, report, target, source }: PageContext): string {
  if (verdict.gate === undefined) return text.verdict.gateAbsent;
  const failed = report.gate?.conditions.filter(({ outcome }) => outcome === 'fail') ?? [];
  if (failed.length === 0) return text.verdict.gateFail;
  const names = failed.map(({ name }) => nameCondition(text.gate.failures, name, target, source));
  return text.verdict.gateFailedBy({ conditions: names.join(', ') });
}

type ConditionName = NonNullable<PageContext['report']['gate']>['conditions'][number]['name'];

export function nameCondition(
  conditions: PageContext['text']['gate']['conditions'],
  name: ConditionName,
  target: string,
  source: string,
): string {
  if (name === 'target-better') return conditions['target-better']({ language: target });
  if (name === 'source-kept') return conditions['source-kept']({ language: source });
  return conditions[name];
}

/** What the same steps on source-language text alone do for the target language, where that was tried. */
export function sayControl({ text, numbers, report, target, source }: PageContext): string | undefined {
  const relative = report.control?.targetLanguage.relative;
  if (!relative) return undefined;
  return text.gate.control({
    target,
    source,
    change: numbers.signedPercent(relative.value),
    low: numbers.signedPercent(relative.low),
    high: numbers.signedPercent(relative.high),
  });
}
