// Headers, footers and page numbers: lines at the top or the bottom of a page that come again at the same height on other
// pages, with the same words once digits are equal; and a number alone there that counts with the pages. A page
// on which nothing else stands keeps its lines.
import type { Line } from './page-lines.ts';

export interface PageOfLines {
  readonly number: number;
  readonly height: number;
  readonly lines: readonly Line[];
}

/** Lines from either end that are looked at, and the part of the page in which they may lie. */
const edgeLines = 3;
const edgeShare = 0.2;
/** Left and right pages may differ. */
const leastShare = 0.3;
const fewestPages = 3;
const sameHeightPoints = 4;

export function dropFurniture<Page extends PageOfLines>(pages: readonly Page[]): Page[] {
  const seen = new Map<string, Set<number>>();
  const offsets = new Map<number, number>();
  for (const page of pages) {
    for (const line of edgesOf(page)) {
      for (const key of keysOf(line)) seen.set(key, (seen.get(key) ?? new Set()).add(page.number));
      const value = pageNumberIn(line.text);
      if (value !== undefined) offsets.set(value - page.number, (offsets.get(value - page.number) ?? 0) + 1);
    }
  }
  const wanted = Math.max(fewestPages, leastShare * pages.length);
  const isFurniture = (line: Line, page: Page): boolean => {
    if (keysOf(line).some((key) => (seen.get(key)?.size ?? 0) >= wanted)) return true;
    const value = pageNumberIn(line.text);
    if (value === undefined) return false;
    return value === page.number || (offsets.get(value - page.number) ?? 0) >= 2;
  };
  return pages.map((page) => {
    const furniture = new Set(edgesOf(page).filter((line) => isFurniture(line, page)));
    const left = page.lines.filter((line) => !furniture.has(line));
    return left.length === 0 ? page : { ...page, lines: left };
  });
}

function edgesOf({ lines, height }: PageOfLines): Line[] {
  const inOrder = lines.toSorted((a, b) => a.y - b.y);
  const top = inOrder.slice(0, edgeLines).filter(({ y }) => y < edgeShare * height);
  const bottom = inOrder.slice(-edgeLines).filter(({ y }) => y > (1 - edgeShare) * height);
  return [...top, ...bottom];
}

/** Two, so that a line between two steps of height still meets its like; none for a number alone. */
function keysOf({ text, y }: Line): string[] {
  if (!/\p{L}/u.test(text)) return [];
  const words = text.trim().replace(/\d+/g, '#');
  const step = Math.floor(y / sameHeightPoints);
  return [`${step} ${words}`, `${step + 1} ${words}`];
}

/** "- 12 -", "12 / 40", "p. 12", "12쪽", "Page 12 of 40". */
function pageNumberIn(text: string): number | undefined {
  const [, number] =
    /^\s*(?:[-–—[(<~·|]\s*)?(?:p(?:age|\.)?\s*)?(\d{1,4})\s*(?:쪽|페이지)?(?:\s*(?:\/|of)\s*\d{1,4})?\s*(?:[-–—\])>~·|])?\s*$/i.exec(
      text,
    ) ?? [];
  return number === undefined ? undefined : Number(number);
}
