/** Bringing photos and rows of tables together by name. */
import { HyperIqaError } from '../errors.ts';
import { columnIndex, type Table } from './table.ts';

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

/** As `scoresByName`, of a column of words. */
export function textsByName(
  table: Table,
  nameColumn: string,
  column: string,
  name: string,
): ReadonlyMap<string, string> {
  const at = columnIndex(table, column, name);
  return rowsByName(table, nameColumn, name, (row) => row[at]!.trim());
}

/** What KonIQ-10k's indicators call the column of the photos' names. */
const indicatorsNameColumn = 'image_id';

/**
 * All columns but the name's, and their values by the photos' names. Where the table lacks the preferred column, `image_id` is
 * taken. Throws as `scoresByName`.
 */
export function indicatorsByName(
  table: Table,
  preferredColumn: string,
  name: string,
): { readonly columns: readonly string[]; readonly values: ReadonlyMap<string, readonly string[]> } {
  const isKonIq = !table.columns.includes(preferredColumn) && table.columns.includes(indicatorsNameColumn);
  const nameColumn = isKonIq ? indicatorsNameColumn : preferredColumn;
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
 * How photos are looked up in tables: by the path below the folder, or, where only one photo has it, by the file's name,
 * as tables of data sets have it, or by that without its extension, as KonIQ-10k's indicators have it.
 * @param photoNames all, in NFC, with `/` between folders.
 */
export function nameLookup(
  photoNames: readonly string[],
): (photoName: string, has: (key: string) => boolean) => string | undefined {
  const sharing = new Map<string, number>();
  for (const short of photoNames.flatMap(shortNames)) sharing.set(short, (sharing.get(short) ?? 0) + 1);
  return (photoName, has) => {
    if (has(photoName)) return photoName;
    return shortNames(photoName).find((short) => sharing.get(short) === 1 && has(short));
  };
}

/** Without folders, and without the extension; each once. */
function shortNames(path: string): readonly string[] {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const dot = file.lastIndexOf('.');
  return dot > 0 ? [file, file.slice(0, dot)] : [file];
}
