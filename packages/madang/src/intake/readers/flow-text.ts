// The text of a document that is paragraphs and tables. Paragraphs are lines; of empty ones in a row one is kept. A row
// of a table is a line with tabs between its cells, except where the table is layout: one cell, a table in a cell, or
// two cells of which one holds more than a few paragraphs. Then its cells follow one another.

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Block[])[])[] };

const mostParagraphsInCell = 3;

export function flowText(blocks: readonly Block[]): string {
  return linesOf(blocks)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

function linesOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'paragraph') return [block.text.trimEnd()];
    return block.rows.flatMap(rowLines);
  });
}

function rowLines(cells: readonly (readonly Block[])[]): string[] {
  const filled = cells.map((blocks) => linesOf(blocks).filter((line) => line.trim() !== ''));
  if (filled.every((lines) => lines.length === 0)) return [];
  const holdsTable = cells.length > 1 && cells.some((blocks) => blocks.some(({ kind }) => kind === 'table'));
  const isLayout =
    cells.length === 1 ||
    holdsTable ||
    (cells.length === 2 && filled.some((lines) => lines.length > mostParagraphsInCell));
  return isLayout
    ? filled.flat()
    : [
        filled
          .map((lines) => lines.join(' ').replaceAll('\t', ' '))
          .join('\t')
          .trimEnd(),
      ];
}
