/**
 * Guards table cells against being run by spreadsheets. A text that begins like a formula (a photo may be named `=cmd|...`) is
 * executed when the table is opened; a leading apostrophe makes it text, as OWASP advises against CSV injection.
 */

/** How cells that begin like a formula are written: with a leading apostrophe, or unchanged. */
export type CellForm = 'guarded' | 'raw';

export function cellForm({ rawCsv }: { readonly rawCsv?: boolean }): CellForm {
  return rawCsv ? 'raw' : 'guarded';
}

/** A text that is already guarded gets another apostrophe, so that reading reverses writing. */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;
const guard = /^'+[=+\-@\t\r\n＝＋－＠]/;
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The cell as it is written; numbers are unchanged. */
export function guarded(cell: string): string {
  return formula.test(cell) && !plainNumber.test(cell) ? `'${cell}` : cell;
}

/** The inverse of `guarded`. */
export function unguarded(cell: string): string {
  return guard.test(cell) ? cell.slice(1) : cell;
}
