import { writeToString } from '@fast-csv/format';
import { type CellForm, guarded } from '../../study/cell-guard.ts';

/** Readers take spaces at the ends for padding, a blank first cell for none, and a byte-order mark for the file's. */
const fragile = /^ | $|^\s+$|\ufeff/;

/** Lines of a table, each with its line end; cells with commas, quotes or line ends are quoted. */
export async function csvText(rows: readonly (readonly string[])[], form: CellForm): Promise<string> {
  let text = '';
  for (const row of rows) {
    const cells = form === 'raw' ? [...row] : row.map(guarded);
    // fast-csv learns once for a stream which cells to quote, so each row has a stream; that is as fast as one for all.
    const quoteColumns = cells.map((cell) => fragile.test(cell));
    text += await writeToString([cells], { quoteColumns, includeEndRowDelimiter: true });
  }
  return text;
}
