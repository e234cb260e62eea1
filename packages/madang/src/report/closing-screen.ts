// What the terminal says at the end of a graft, as lines of at most 80 columns: the verdict, three beginnings before
// and after, and the exact next commands. A command is never broken, so that it can be copied.
import { displayWidth, truncateToWidth, wrapToWidth } from '../kernel/display-width.ts';
import type { Locale } from '../kernel/operation.ts';
import type { Report } from './contract.ts';
import { type PageContext, pageContext } from './page-context.ts';
import { continuationOf } from './render-continuations.ts';
import { sayControl, sayVerdict } from './say-verdict.ts';
import { useCommands } from './use-commands.ts';

export interface ClosingPlaces {
  /** As the person would type them from where they are. */
  readonly release?: string | undefined;
  readonly page: string;
}

const columns = 80;
const shownContinuations = 3;
const linesAnAnswer = 2;

export function closingScreen(report: Report, locale: Locale, places: ClosingPlaces): string[] {
  const context = pageContext(report, locale);
  const { text } = context;
  return [
    ...verdictLines(context),
    '',
    ...report.continuations.slice(0, shownContinuations).flatMap((pair) => continuationLines(context, pair)),
    ...releaseLines(context, places),
    text.closing.report,
    `  ${places.page}`,
  ];
}

function verdictLines(context: PageContext): string[] {
  const { languages, gate } = sayVerdict(context);
  const { text, verdict } = context;
  const sentences = [
    ...wrapToWidth(languages === undefined ? text.verdict.notCompared : `${languages}.`, columns),
    ...wrapToWidth(gate, columns),
    ...wrapToWidth(sayControl(context) ?? '', columns).filter((line) => line !== ''),
  ];
  return verdict.localUseOnly ? [...sentences, ...wrapToWidth(text.verdict.localUseOnly, columns)] : sentences;
}

function continuationLines({ text }: PageContext, pair: Report['continuations'][number]): string[] {
  const names = [text.closing.base, text.closing.graft];
  const indent = 4 + Math.max(...names.map(displayWidth));
  const answers = [pair.before, pair.after].flatMap((answer, index) => {
    const continued = plainText(continuationOf(pair.prompt, answer));
    const lines = firstLines(continued || text.continuations.nothing, columns - indent, linesAnAnswer);
    const name = names[index] ?? '';
    const margin = `  ${name}${' '.repeat(indent - 2 - displayWidth(name))}`;
    return lines.map((line, place) => `${place === 0 ? margin : ' '.repeat(indent)}${line}`);
  });
  return [...firstLines(`"${plainText(pair.prompt)}"`, columns, linesAnAnswer), ...answers, ''];
}

function releaseLines({ text, report, verdict }: PageContext, places: ClosingPlaces): string[] {
  if (!report.release || places.release === undefined) {
    return verdict.gate === 'fail' ? [...wrapToWidth(text.closing.gateFailed, columns), ''] : [];
  }
  const commands = useCommands(report, places.release).filter(({ name }) => name !== 'transformers');
  return [
    text.closing.release,
    `  ${places.release}`,
    text.closing.tryIt,
    ...commands.map(({ command }) => `  ${command}`),
    '',
  ];
}

/** At most `count` lines; an ellipsis where something was left out. */
function firstLines(text: string, width: number, count: number): string[] {
  const lines = wrapToWidth(text, width);
  if (lines.length <= count) return lines;
  return [...lines.slice(0, count - 1), truncateToWidth(lines.slice(count - 1).join(' '), width, '…')];
}

/** A model's answer as one plain stretch: no control characters that a terminal would obey. */
function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Control}\p{Bidi_Control}]+/gu, ' ')
    .trim();
}
