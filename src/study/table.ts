import { HyperIqaError } from '../errors.ts';

export interface Table {
  readonly columns: readonly string[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly string[])[];
}

/** The number in a cell, in decimal notation; null for anything else, such as a gap, `n/a`, `30,0` or `0x1F`. */
export function numberIn(cell: string): number | null {
  const text = cell.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** The first name that occurs a second time; undefined if there is none. */
export function firstRepeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

/**
 * The index of a column.
 * @param option names another column; for the message.
 * @throws HyperIqaError FORMAT naming the columns that exist.
 */
export function columnIndex(table: Table, column: string, name: string, option?: string): number {
  const index = table.columns.indexOf(column);
  if (index >= 0) return index;
  throw new HyperIqaError(
    'FORMAT',
    `${name}: there is no column ${column}; its columns are ${table.columns.join(', ')}.` +
      (option === undefined ? '' : ` Name one with ${option}.`),
  );
}
