/**
 * Cells that no spreadsheet runs. A text that begins as a formula does (a photo may be called `=cmd|...`) is run by
 * whoever opens the table; with an apostrophe before it, it is a text, as OWASP advises against CSV injection.
 */

/** How cells that begin as a formula does are written: with an apostrophe before them, or as they are. */
export type CellForm = 'guarded' | 'raw';

export function cellForm({ rawCsv }: { readonly rawCsv?: boolean }): CellForm {
  return rawCsv ? 'raw' : 'guarded';
}

/** A text that is guarded already gets another apostrophe, so that reading takes away what writing added. */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;
const guard = /^'+[=+\-@\t\r\n＝＋－＠]/;
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The cell as it is written; numbers stay as they are. */
export function guarded(cell: string): string {
  return formula.test(cell) && !plainNumber.test(cell) ? `'${cell}` : cell;
}

/** The cell that `guarded` was given. */
export function unguarded(cell: string): string {
  return guard.test(cell) ? cell.slice(1) : cell;
}
