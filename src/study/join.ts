/** Joins photos and rows of tables by name. */
import { HyperIqaError } from '../errors.ts';
import { columnIndex, numberIn, type Table } from './table.ts';

/** File systems and tables encode accents in two ways; names are compared in the composed form (NFC). */
export function normalName(name: string): string {
  return name.normalize('NFC');
}

/**
 * One column of a table by photo name; null where the cell holds no number, such as a gap.
 * @param name of the file, for messages.
 * @throws HyperIqaError FORMAT when a column is missing or two rows have the same name.
 */
export function scoresByName(
  table: Table,
  nameColumn: string,
  scoreColumn: string,
  name: string,
): ReadonlyMap<string, number | null> {
  const at = columnIndex(table, scoreColumn, name, '--score-column');
  return rowsByName(table, nameColumn, name, (row) => numberIn(row[at]!));
}

/** As `scoresByName`, for a column of text. @param option names the column, for the message. */
export function textsByName(
  table: Table,
  nameColumn: string,
  column: string,
  name: string,
  option: string,
): ReadonlyMap<string, string> {
  const at = columnIndex(table, column, name, option);
  return rowsByName(table, nameColumn, name, (row) => row[at]!.trim());
}

/** The name column of KonIQ-10k's indicators. */
const indicatorsNameColumn = 'image_id';

/**
 * All columns other than the name's, and their values by photo name. Where the table lacks the preferred name column, `image_id`
 * is used. @throws as `scoresByName`.
 */
export function indicatorsByName(
  table: Table,
  preferredColumn: string,
  name: string,
): { readonly columns: readonly string[]; readonly values: ReadonlyMap<string, readonly string[]> } {
  const isKonIq = !table.columns.includes(preferredColumn) && table.columns.includes(indicatorsNameColumn);
  const nameColumn = isKonIq ? indicatorsNameColumn : preferredColumn;
  const at = columnIndex(table, nameColumn, name, '--name-column');
  const others = (row: readonly string[]) => row.filter((_, i) => i !== at);
  return { columns: others(table.columns), values: rowsByName(table, nameColumn, name, others) };
}

function rowsByName<T>(
  table: Table,
  nameColumn: string,
  file: string,
  value: (row: readonly string[]) => T,
): ReadonlyMap<string, T> {
  const at = columnIndex(table, nameColumn, file, '--name-column');
  const found = new Map<string, T>();
  for (const row of table.rows) {
    const name = normalName(row[at]!.trim());
    if (found.has(name))
      throw new HyperIqaError('FORMAT', `${file}: there are two rows for ${name}; each photo may have only one.`);
    found.set(name, value(row));
  }
  return found;
}

/**
 * How photos are looked up in tables: by the path below the folder or, where only one photo has it, by the file's name, as in
 * data sets' tables, or by that without its extension, as in KonIQ-10k's indicators.
 * @param photoNames all names, in NFC, with `/` between folders.
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

/** The file's name and its name without the extension, without repetition. */
function shortNames(path: string): readonly string[] {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const dot = file.lastIndexOf('.');
  return dot > 0 ? [file, file.slice(0, dot)] : [file];
}
