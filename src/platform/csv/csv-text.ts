import { writeToString } from '@fast-csv/format';
import { type CellForm, guarded } from '../../study/cell-guard.ts';

/** Readers may strip outer spaces, drop a blank first cell, or take a byte-order mark for the file's, so these are quoted. */
const fragile = /^ | $|^\s+$|\ufeff/;

/** The lines of a table, each with its line end; cells with commas, quotes or line ends are quoted. */
export async function csvText(rows: readonly (readonly string[])[], form: CellForm): Promise<string> {
  let text = '';
  for (const row of rows) {
    const cells = form === 'raw' ? [...row] : row.map(guarded);
    // fast-csv decides once per stream which columns to quote, so each row gets its own stream; that is as fast as one for all.
    const quoteColumns = cells.map((cell) => fragile.test(cell));
    text += await writeToString([cells], { quoteColumns, includeEndRowDelimiter: true });
  }
  return text;
}
