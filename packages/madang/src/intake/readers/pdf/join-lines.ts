// From ordered lines to paragraphs. A paragraph ends where the next line is further away, of another size, indented, begins
// a list item, or where its first word would still have fitted. Lines are joined by the rule of their script: a hyphen
// between small Latin letters goes, Han and Kana meet without a space, Korean decides by what else the document says.
import { koreanSpaces } from './korean-spaces.ts';
import { median, type Region } from './order-lines.ts';
import type { Line } from './page-lines.ts';

/** In line pitches, and in sizes of the font. */
const paragraphPitch = 1.5;
const otherSize = 1.15;
const indent = 0.8;
const roomLeft = 0.6;
const usualPitch = 1.2;
const mostPitch = 2.2;
const cellGap = 1.5;
const sameLeftPoints = 10;

const listItem = /^\s*(?:[•▪◦○●■□◆◇▶▷▸※*·‧∙–-]\s|\(?\d{1,3}[.)]\s|\(?[가-하][.)]\s|[①-⑳㉠-㉻ⓐ-ⓩ])/;
const sentenceEnd = /[.!?。！？:;”"')\]]\s*$/;
const hanOrKana = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。]/u;

interface Placed {
  readonly line: Line;
  readonly region: Region;
  readonly edge: number;
}

/** Where full lines end: that of nine of ten lines, over all regions that begin at the same place. */
function rightEdges(regions: readonly Region[]): Map<Region, number> {
  const edges = new Map<Region, number>();
  for (const alike of Map.groupBy(regions, ({ left }) => Math.round(left / sameLeftPoints)).values()) {
    const rights = alike.flatMap(({ lines }) => lines.map(({ right }) => right)).sort((a, b) => a - b);
    for (const region of alike) edges.set(region, rights[Math.floor(0.9 * (rights.length - 1))] ?? region.right);
  }
  return edges;
}

export function joinLines(regions: readonly Region[]): string {
  const edges = rightEdges(regions);
  const placed = regions.flatMap((region) =>
    region.lines.map((line) => ({ line, region, edge: edges.get(region) ?? region.right })),
  );
  const pitch = usualDistance(placed);
  const join = joinerFor(placed.map(({ line }) => line.text));
  const paragraphs: string[] = [];
  let text = '';
  let previous: Placed | undefined;
  for (const next of placed) {
    if (!previous) text = next.line.text;
    else if (isSameRow(previous, next)) text = `${text.trimEnd()}${gapOf(previous, next)}${next.line.text}`;
    else if (text.includes('\t') || isNewParagraph(previous, next, pitch)) {
      paragraphs.push(text);
      text = next.line.text;
    } else text = join(text, next.line.text);
    previous = next;
  }
  if (text !== '') paragraphs.push(text);
  return paragraphs.map((paragraph) => paragraph.trim()).join('\n');
}

function usualDistance(placed: readonly Placed[]): number {
  const distances = placed.flatMap(({ line, region }, index) => {
    const next = placed[index + 1];
    return next?.region === region && next.line.y - line.y > 0.5 * line.size
      ? [(next.line.y - line.y) / line.size]
      : [];
  });
  return Math.min(median(distances) || usualPitch, mostPitch);
}

function isSameRow(previous: Placed, next: Placed): boolean {
  return (
    previous.region === next.region &&
    next.line.y - previous.line.y < 0.4 * next.line.size &&
    next.line.left >= previous.line.right
  );
}

/** Of cells, or of words that justified text drove apart. */
function gapOf(previous: Placed, next: Placed): string {
  return next.line.left - previous.line.right > cellGap * next.line.size ? '\t' : ' ';
}

function isNewParagraph(
  { line: before, region, edge }: Placed,
  { line: after, region: nextRegion }: Placed,
  pitch: number,
): boolean {
  const ratio = after.size / before.size;
  if (ratio > otherSize || ratio < 1 / otherSize || listItem.test(after.text)) return true;
  const [firstWord = ''] = after.text.trimStart().split(' ');
  const firstWordWidth = ((after.right - after.left) * firstWord.length) / Math.max(1, after.text.length);
  if (edge - before.right > firstWordWidth + roomLeft * after.size) return true;
  if (region !== nextRegion) return sentenceEnd.test(before.text);
  if ((after.y - before.y) / before.size > paragraphPitch * pitch) return true;
  const isIndented = after.left - before.left > indent * after.size;
  return isIndented && !listItem.test(before.text);
}

function joinerFor(lines: readonly string[]): (before: string, after: string) => string {
  const isKoreanSpace = koreanSpaces(lines);
  return (before, after) => {
    const [left, right] = [before.trimEnd(), after.trimStart()];
    if (/\u00ad$/.test(left)) return left.slice(0, -1) + right;
    if (/\p{Script=Latin}-$/u.test(left) && /^\p{Ll}/u.test(right)) return left.slice(0, -1) + right;
    if (hanOrKana.test(left.slice(-1)) && hanOrKana.test(right.slice(0, 1))) return left + right;
    return isKoreanSpace(before, after) ? `${left} ${right}` : left + right;
  };
}
