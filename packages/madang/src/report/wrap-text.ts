// Breaks text into lines of at most so many terminal columns: at spaces, and inside a word only when the word alone
// is wider than a line (Korean keeps words whole: `word-break: keep-all`).
import { displayWidth, graphemesOf } from './display-width.ts';

export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = splitWide(word, columns);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return line === '' ? lines : [...lines, line];
}

/** The first `count` lines; an ellipsis where something was left out. */
export function wrapToLines(text: string, columns: number, count: number): string[] {
  const lines = wrapText(text, columns);
  if (lines.length <= count) return lines;
  const last = lines[count - 1] ?? '';
  const room = columns - 1;
  const shortened = displayWidth(last) <= room ? last : (splitWide(last, room)[0] ?? '');
  return [...lines.slice(0, count - 1), `${shortened}…`];
}

function splitWide(word: string, columns: number): string[] {
  const pieces = [''];
  for (const grapheme of graphemesOf(word)) {
    const current = pieces.at(-1) ?? '';
    if (current !== '' && displayWidth(current + grapheme) > columns) pieces.push(grapheme);
    else pieces[pieces.length - 1] = current + grapheme;
  }
  return pieces;
}
