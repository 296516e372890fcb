/** Reads columns of numbers about photos from tables with any of the known name columns. */
import { HyperIqaError } from '../errors.ts';
import { nameLookup, normalName } from './join.ts';
import { numberIn, type Table } from './table.ts';

/** The names of tables' name columns: ours and KonIQ-10k's scores; KonIQ-10k's indicators. */
const nameColumns = ['image_name', 'image_id'] as const;

export interface PhotoColumns {
  /** In NFC, in the table's order. */
  readonly names: readonly string[];
  /** The columns that contain numbers and otherwise only gaps, which are NaN. In the table's order. */
  readonly columns: ReadonlyMap<string, readonly number[]>;
}

/**
 * @param name of the file, for messages.
 * @param named the column that holds the photos' names, where it is not one of the usual.
 * @throws HyperIqaError FORMAT when no column holds the photos' names.
 */
export function photoColumns(table: Table, name: string, named?: string): PhotoColumns {
  const candidates = named === undefined ? nameColumns : [named];
  const nameColumn = candidates.find((candidate) => table.columns.includes(candidate));
  if (nameColumn === undefined) {
    const wanted = candidates.join(' or ');
    throw new HyperIqaError(
      'FORMAT',
      `${name}: no column holds the photos' names (${wanted}); its columns are ${table.columns.join(', ')}.`,
    );
  }
  const at = table.columns.indexOf(nameColumn);
  const columns = new Map<string, readonly number[]>();
  table.columns.forEach((column, i) => {
    if (i === at) return;
    const cells = table.rows.map((row) => row[i]!.trim()).filter((text) => text !== '');
    if (cells.length === 0 || cells.some((text) => numberIn(text) === null)) return;
    columns.set(
      column,
      table.rows.map((row) => numberIn(row[i]!) ?? Number.NaN),
    );
  });
  return { names: table.rows.map((row) => normalName(row[at]!.trim())), columns };
}

/**
 * The photos that a table's names refer to, by those names, found as in a study's join (`nameLookup`).
 * @param photos by their paths below the folder, in NFC.
 */
export function photosOfRows<T>(photos: ReadonlyMap<string, T>, names: readonly string[]): ReadonlyMap<string, T> {
  const find = nameLookup([...photos.keys()]);
  const wanted = new Set(names);
  const found = new Map<string, T>();
  for (const [name, photo] of photos) {
    const row = find(name, (key) => wanted.has(key));
    if (row !== undefined) found.set(row, photo);
  }
  return found;
}
