/** Bringing photos and rows of tables together by name. */
import { HyperIqaError } from '../errors.ts';
import { columnIndex, type Table } from './csv.ts';

/** File systems and tables write accents in one code or in two; names are compared in the composed form (NFC). */
export function normalName(name: string): string {
  return name.normalize('NFC');
}

/**
 * One column of a table by the photos' names; null where the cell holds no number, as in a gap.
 * @param name of the file, for messages.
 * @throws HyperIqaError FORMAT when a column is missing or two rows have one name.
 */
export function scoresByName(
  table: Table,
  nameColumn: string,
  scoreColumn: string,
  name: string,
): ReadonlyMap<string, number | null> {
  const at = columnIndex(table, scoreColumn, name);
  return rowsByName(table, nameColumn, name, (row) => {
    const text = row[at]!.trim();
    const value = Number(text);
    return text === '' || !Number.isFinite(value) ? null : value;
  });
}

/** All columns but the name's, and their values by the photos' names. Throws as `scoresByName`. */
export function indicatorsByName(
  table: Table,
  nameColumn: string,
  name: string,
): { readonly columns: readonly string[]; readonly values: ReadonlyMap<string, readonly string[]> } {
  const at = columnIndex(table, nameColumn, name);
  const others = (row: readonly string[]) => row.filter((_, i) => i !== at);
  return { columns: others(table.columns), values: rowsByName(table, nameColumn, name, others) };
}

function rowsByName<T>(
  table: Table,
  nameColumn: string,
  file: string,
  value: (row: readonly string[]) => T,
): ReadonlyMap<string, T> {
  const at = columnIndex(table, nameColumn, file);
  const found = new Map<string, T>();
  for (const row of table.rows) {
    const name = normalName(row[at]!.trim());
    if (found.has(name))
      throw new HyperIqaError('FORMAT', `${file}: two rows are of ${name}; each photo may have one.`);
    found.set(name, value(row));
  }
  return found;
}

/**
 * How photos are looked up in tables: by the path below the folder, or by the file's own name where only one photo has
 * it, since tables of data sets name files without their folders.
 * @param photoNames all, in NFC, with `/` between folders.
 */
export function nameLookup(
  photoNames: readonly string[],
): (photoName: string, has: (key: string) => boolean) => string | undefined {
  const sharing = new Map<string, number>();
  for (const name of photoNames) sharing.set(fileName(name), (sharing.get(fileName(name)) ?? 0) + 1);
  return (photoName, has) => {
    if (has(photoName)) return photoName;
    const short = fileName(photoName);
    return sharing.get(short) === 1 && has(short) ? short : undefined;
  };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
