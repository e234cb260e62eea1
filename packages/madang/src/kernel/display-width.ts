// Columns that a text takes in a terminal: by grapheme (UAX #29, Intl.Segmenter), two for wide and full-width
// characters (Unicode East Asian Width W and F, UAX #11) and emoji, none for combining marks and controls. Texts are
// cut, padded and wrapped by columns, never inside a grapheme.

/** Blocks whose characters are W or F in EastAsianWidth.txt, unassigned code points of the CJK planes included. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x2fffd],
  [0x30000, 0x3fffd],
];

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function displayWidth(text: string): number {
  return graphemesOf(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);
}

export function padToWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/** Cuts a text to `columns` (no fewer than `ending` takes); where something was cut, it ends in `ending`. */
export function truncateToWidth(text: string, columns: number, ending = '..'): string {
  if (displayWidth(text) <= columns) return text;
  const [kept = ''] = splitToWidth(text, columns - displayWidth(ending));
  return kept + ending;
}

/**
 * Lines of at most `columns`, broken at line feeds and spaces, inside a word only where the word alone is wider than a
 * line (Korean keeps words whole: `word-break: keep-all`). Indentation stays, spaces at a break go.
 */
export function wrapToWidth(text: string, columns: number): string[] {
  return text === '' ? [] : text.split('\n').flatMap((line) => wrapLine(line, columns));
}

function wrapLine(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\s)(?=\S)/u)) {
    const longer = line + word;
    if (displayWidth(longer.trimEnd()) <= columns) {
      line = longer;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    const letters = word.trimEnd();
    const pieces = splitToWidth(letters, columns);
    lines.push(...pieces.slice(0, -1));
    line = (pieces.at(-1) ?? '') + word.slice(letters.length);
  }
  return [...lines, line.trimEnd()];
}

/** Pieces of at most `columns`; a grapheme that is wider than that stands after an empty piece. */
function splitToWidth(text: string, columns: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const grapheme of graphemesOf(text)) {
    const width = graphemeWidth(grapheme);
    if (used + width > columns) {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += grapheme;
    used += width;
  }
  return [...pieces, piece];
}

function graphemesOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  const code = grapheme.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f && grapheme.length === 1) return 1;
  if (/^[\p{Mark}\p{Control}\p{Format}]/u.test(grapheme)) return 0;
  if (/^\p{Emoji_Presentation}/u.test(grapheme) || grapheme.includes('\ufe0f')) return 2;
  return wideRanges.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}
