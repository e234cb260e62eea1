// The reading order of a page in one or more columns. A gutter is a vertical strip that hardly any line crosses, with lines
// on both sides that fill their column; the lines that cross it (titles, wide figures) part the page into bands, and in
// each band the left column comes before the right one. A table has no gutter: its cells do not fill their column.
import type { Line } from './page-lines.ts';

export interface Region {
  readonly left: number;
  readonly right: number;
  /** Top to bottom; those on one baseline left to right. */
  readonly lines: readonly Line[];
}

const mostCrossing = 0.2;
const fewestLines = 4;
const leastShare = 0.2;
/** Half of a column's lines are at least so wide, as a share of the column. */
const filledWidth = 0.6;
const mostColumns = 4;

export function orderLines(lines: readonly Line[], depth = 0): Region[] {
  const inOrder = lines.toSorted((a, b) => a.y - b.y || a.left - b.left);
  const gutter = depth < mostColumns ? findGutter(inOrder) : undefined;
  if (gutter === undefined) return inOrder.length > 0 ? [regionOf(inOrder)] : [];
  const regions: Region[] = [];
  let band: Line[] = [];
  const closeBand = () => {
    const left = band.filter((line) => line.right <= gutter);
    const right = band.filter((line) => line.right > gutter);
    regions.push(...orderLines(left, depth + 1), ...orderLines(right, depth + 1));
    band = [];
  };
  let wide: Line[] = [];
  const closeWide = () => {
    if (wide.length > 0) regions.push(regionOf(wide));
    wide = [];
  };
  for (const line of inOrder) {
    if (line.left < gutter && line.right > gutter) {
      closeBand();
      wide.push(line);
    } else {
      closeWide();
      band.push(line);
    }
  }
  closeBand();
  closeWide();
  return regions;
}

function findGutter(lines: readonly Line[]): number | undefined {
  const { left, right } = regionOf(lines);
  const width = right - left;
  const candidates = lines
    .map((line) => line.right + 1)
    .filter((x) => x > left + leastShare * width && x < right - leastShare * width);
  let best: { readonly x: number; readonly crossing: number } | undefined;
  for (const x of new Set(candidates.map(Math.round))) {
    const crossing = lines.filter((line) => line.left < x && line.right > x);
    if (crossing.length > mostCrossing * lines.length || (best && crossing.length >= best.crossing)) continue;
    const before = lines.filter((line) => line.right <= x);
    const after = lines.filter((line) => line.left >= x);
    if (fillsColumn(before, lines.length) && fillsColumn(after, lines.length)) best = { x, crossing: crossing.length };
  }
  return best?.x;
}

function fillsColumn(lines: readonly Line[], all: number): boolean {
  if (lines.length < fewestLines || lines.length < leastShare * all) return false;
  const { left, right } = regionOf(lines);
  return median(lines.map((line) => line.right - line.left)) >= filledWidth * (right - left);
}

function regionOf(lines: readonly Line[]): Region {
  const left = lines.reduce((least, line) => Math.min(least, line.left), Number.POSITIVE_INFINITY);
  const right = lines.reduce((most, line) => Math.max(most, line.right), Number.NEGATIVE_INFINITY);
  return { left, right, lines };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1] ?? 0;
}
