// From the runs of text on a page to lines: runs on one baseline, apart where the gap between them is a gutter or the space
// between the cells of a table.
import type { Run } from './open-pdf.ts';

export interface Line {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
}

/** In sizes of the font. A superscript is raised by a third; spaces of justified text are mostly narrower than 0.8. */
const sameBaseline = 0.4;
const gapBetweenLines = 0.8;
const gapBetweenWords = 0.25;

export function pageLines(runs: readonly Run[]): Line[] {
  const rows: Run[][] = [];
  const byBaseline = runs.filter(({ text }) => text.trim() !== '').sort((a, b) => a.y - b.y);
  for (const run of byBaseline) {
    const row = rows.at(-1);
    const last = row?.at(-1);
    if (row && last && run.y - last.y <= sameBaseline * Math.max(run.size, last.size)) row.push(run);
    else rows.push([run]);
  }
  const spaces = runs.filter(({ text }) => text.trim() === '');
  return rows.flatMap((row) => cutRow(row, spaces));
}

function cutRow(row: readonly Run[], spaces: readonly Run[]): Line[] {
  const lines: Line[] = [];
  let open: Run[] = [];
  for (const run of row.toSorted((a, b) => a.left - b.left)) {
    const last = open.at(-1);
    if (last && run.left - last.right > gapBetweenLines * Math.max(run.size, last.size)) {
      lines.push(lineOf(open, spaces));
      open = [];
    }
    open.push(run);
  }
  if (open.length > 0) lines.push(lineOf(open, spaces));
  return lines;
}

function lineOf(runs: readonly Run[], spaces: readonly Run[]): Line {
  let text = '';
  let previous: Run | undefined;
  for (const run of runs) {
    if (previous && isSpaced(previous, run, spaces)) text += ' ';
    text += run.text;
    previous = run;
  }
  const longest = runs.reduce((best, run) => (run.text.length > best.text.length ? run : best));
  const last = runs.at(-1) ?? longest;
  const endsInSpace = spaces.some(
    ({ y, left }) => y === last.y && Math.abs(left - last.right) < gapBetweenWords * last.size,
  );
  return {
    text: endsInSpace ? `${text} ` : text,
    left: runs[0]?.left ?? 0,
    right: Math.max(...runs.map(({ right }) => right)),
    y: longest.y,
    size: longest.size,
  };
}

function isSpaced(before: Run, after: Run, spaces: readonly Run[]): boolean {
  if (/\s$/.test(before.text) || /^\s/.test(after.text)) return false;
  if (after.left - before.right > gapBetweenWords * Math.max(before.size, after.size)) return true;
  return spaces.some(({ y, left }) => y === before.y && left >= before.right - 1 && left <= after.left + 1);
}
