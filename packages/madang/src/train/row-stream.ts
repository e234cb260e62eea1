// An endless, stateless order of rows: the n-th row is known from n and the seed alone, so that a resumed run reads
// on exactly where it stopped. Each pass over the rows has its own shuffle.
import { shuffledOrder } from '../kernel/random.ts';
import type { Row } from './pack-rows.ts';

export interface RowStream {
  readonly rowsAPass: number;
  at(index: number): { readonly row: Row; readonly number: number };
}

export function streamRows(rows: readonly Row[], seed: number): RowStream {
  let pass = -1;
  let order: Int32Array = new Int32Array();
  return {
    rowsAPass: rows.length,
    at(index) {
      const wanted = Math.floor(index / rows.length);
      if (wanted !== pass) {
        pass = wanted;
        order = shuffledOrder(rows.length, seed * 1_000_003 + pass);
      }
      const number = order[index % rows.length] ?? 0;
      const row = rows[number];
      if (!row) throw new Error(`no row ${number} among ${rows.length}`);
      return { row, number };
    },
  };
}
