// What every part of the page needs: the report, one reader's language, and numbers written in it.
import type { Locale } from '../kernel/operation.ts';
import type { Report } from './contract.ts';
import { type Numbers, numbersOf } from './format-numbers.ts';
import { en } from './messages.en.ts';
import { ko } from './messages.ko.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export interface PageContext {
  readonly report: Report;
  readonly text: typeof en;
  readonly numbers: Numbers;
  readonly verdict: Verdict;
  /** Names of the target and the source language. */
  readonly target: string;
  readonly source: string;
  /** An id that is unique on a page that holds every language. */
  readonly id: (name: string) => string;
}

const sentences: Readonly<Record<Locale, typeof en>> = { en, ko };

export function pageContext(report: Report, locale: Locale): PageContext {
  const numbers = numbersOf(locale);
  return {
    report,
    numbers,
    text: sentences[locale],
    verdict: verdictOf(report),
    target: numbers.language(report.graft.language),
    source: numbers.language(report.graft.sourceLanguage),
    id: (name) => `${locale}-${name}`,
  };
}

/** The `lang` of a stretch of a document or an answer: the target language where its own letters occur. */
export function languageOfText(report: Report, text: string): string {
  return /[\p{Letter}--\p{Script=Latin}]/v.test(text) ? report.graft.language : report.graft.sourceLanguage;
}
