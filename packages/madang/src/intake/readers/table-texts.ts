// The texts of a table that comes row by row with its column names: the column `text`, else the one with the longest texts
// in the first rows. Rows without a text give nothing.
import { metadataOf } from './metadata.ts';
import type { FoundText, Place, Reading } from './reader.ts';

/** Rows that are looked at to find the longest column. */
export const sampleRows = 200;

export interface TableRow {
  readonly cells: Readonly<Record<string, unknown>>;
  readonly row: number;
  /** Absent: `row` says it. */
  readonly place?: Place;
}

/** Absent: no column holds a string. */
export function chooseColumn(names: readonly string[], sample: readonly TableRow[]): string | undefined {
  const named = names.find((name) => name.trim().toLowerCase() === 'text');
  if (named !== undefined) return named;
  const lengthOf = (name: string) =>
    sample.reduce((sum, { cells }) => sum + (typeof cells[name] === 'string' ? cells[name].length : 0), 0);
  const longest = names.reduce((best, name) => (lengthOf(name) > lengthOf(best) ? name : best), names[0] ?? '');
  return lengthOf(longest) > 0 ? longest : undefined;
}

export function columnNotice(column: string): Reading[] {
  return column.trim().toLowerCase() === 'text' ? [] : [{ kind: 'column', column }];
}

export function* rowTexts(rows: Iterable<TableRow>, column: string): Generator<FoundText> {
  for (const { cells, row, place } of rows) {
    const text = cells[column];
    if (typeof text !== 'string' || text.trim() === '') continue;
    yield { kind: 'text', text, row, ...(place ? { place } : {}), ...metadataOf(cells) };
  }
}
