// What may be said of a comparison in one sentence. Better or worse is said only where the whole 95 % interval lies on
// one side of zero; else the difference is not shown to be one.
import type { Measured } from '../evaluate/contract.ts';
import type { Report } from './contract.ts';

export interface RelativeChange {
  /** (graft - base) / base: below zero is better. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
  readonly direction: 'better' | 'worse' | 'unclear';
}

export interface Verdict {
  readonly target: RelativeChange | undefined;
  readonly source: RelativeChange | undefined;
  readonly gate: 'pass' | 'fail' | undefined;
  /** Conditions that failed, by name. */
  readonly failed: readonly string[];
  /** The licences of what went in, or one that is not known, keep the release here. */
  readonly localUseOnly: boolean;
}

export function relativeChange({ base, difference, low, high, relative }: Measured): RelativeChange {
  const direction = high < 0 ? 'better' : low > 0 ? 'worse' : 'unclear';
  const { value, ...interval } = relative ?? { value: difference / base, low: low / base, high: high / base };
  return { change: value, ...interval, direction };
}

export function verdictOf(report: Report): Verdict {
  const { comparison, gate } = report;
  return {
    target: comparison && relativeChange(comparison.targetLanguage),
    source: comparison?.sourceLanguage && relativeChange(comparison.sourceLanguage),
    gate: gate?.gate,
    failed: gate?.conditions.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name) ?? [],
    localUseOnly: report.release?.localUseOnly ?? someLicenceUnknown(report),
  };
}

function someLicenceUnknown({ documents }: Report): boolean {
  return documents?.sources.some(({ licence }) => licence === 'unknown') ?? false;
}
