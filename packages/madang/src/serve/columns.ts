// Two texts side by side in a terminal. Hangul, kana, ideographs and emoji take two cells (Unicode's East Asian Width);
// combining marks take none. Control characters of a model's answer never reach the terminal.

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const mark = /\p{Mark}|\u200d/u;

export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += mark.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return cells;
}

/** Without control characters, line feeds and tabs excepted. */
export function printable(text: string): string {
  return text.replaceAll(/(?![\n\t])\p{Control}/gu, '');
}

/** Breaks at spaces where it can, else anywhere. */
export function wrap(text: string, width: number): string[] {
  return printable(text)
    .split('\n')
    .flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of line.split(/(?<=\s)/u)) {
    if (row !== '' && cellsOf(row + word.trimEnd()) > width) {
      rows.push(row.trimEnd());
      row = '';
    }
    for (const character of word) {
      if (cellsOf(row + character) > width && character.trim() !== '') {
        rows.push(row.trimEnd());
        row = '';
      }
      row += character;
    }
  }
  return [...rows, row.trimEnd()];
}

export interface Column {
  readonly heading: string;
  readonly text: string;
}

/** Side by side where both get 30 cells, else one below the other. */
export function besideEachOther(left: Column, right: Column, width: number): string {
  const gap = ' │ ';
  const columnWidth = Math.floor((width - gap.length) / 2);
  if (columnWidth < 30)
    return [left, right].map(({ heading, text }) => `── ${heading}\n${printable(text)}\n`).join('\n');
  const rowsOf = ({ heading, text }: Column) => [
    ...wrap(heading, columnWidth),
    '─'.repeat(columnWidth),
    ...wrap(text, columnWidth),
  ];
  const [leftRows, rightRows] = [rowsOf(left), rowsOf(right)];
  const rows = Array.from({ length: Math.max(leftRows.length, rightRows.length) }, (_, at) => {
    const row = leftRows[at] ?? '';
    return `${row}${' '.repeat(columnWidth - cellsOf(row))}${gap}${rightRows[at] ?? ''}`.trimEnd();
  });
  return `${rows.join('\n')}\n`;
}
