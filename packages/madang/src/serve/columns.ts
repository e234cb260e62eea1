// Two texts side by side in a terminal. Control characters of a model's answer never reach the terminal.
import { padToWidth, wrapToWidth } from '../kernel/display-width.ts';

/** Without control characters, line feeds and tabs excepted. */
export function printable(text: string): string {
  return text.replaceAll(/(?![\n\t])\p{Control}/gu, '');
}

export interface Column {
  readonly heading: string;
  readonly text: string;
}

/** Side by side where both get 30 columns, else one below the other. */
export function besideEachOther(left: Column, right: Column, width: number): string {
  const gap = ' │ ';
  const columnWidth = Math.floor((width - gap.length) / 2);
  if (columnWidth < 30)
    return [left, right].map(({ heading, text }) => `── ${heading}\n${printable(text)}\n`).join('\n');
  const linesOf = ({ heading, text }: Column) => [
    ...wrapToWidth(heading, columnWidth),
    '─'.repeat(columnWidth),
    ...wrapToWidth(printable(text).replaceAll('\t', '  '), columnWidth),
  ];
  const [leftLines, rightLines] = [linesOf(left), linesOf(right)];
  const lines = Array.from({ length: Math.max(leftLines.length, rightLines.length) }, (_, at) =>
    `${padToWidth(leftLines[at] ?? '', columnWidth)}${gap}${rightLines[at] ?? ''}`.trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
