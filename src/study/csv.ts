/** Tables of comma-separated values, as people's programs write them. */
import Papa from 'papaparse';
import { HyperIqaError } from '../errors.ts';
import { guarded, unguarded } from './cell-guard.ts';

/** How cells that begin as a formula does are written: with an apostrophe before them, or as they are. */
export type CellForm = 'guarded' | 'raw';

export function cellForm({ rawCsv }: { readonly rawCsv?: boolean }): CellForm {
  return rawCsv ? 'raw' : 'guarded';
}

export interface Table {
  readonly columns: readonly string[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads a table with a header: commas (or what else stands between the header's names: semicolon, tab), any line ends, a
 * byte-order mark, quoted values with commas, quotes and line ends in them. Empty lines count for nothing.
 * @param name of the file, for messages.
 * @param form guarded cells are read without their guards; a table of people's own has none, as a rule.
 * @throws HyperIqaError FORMAT naming file and line: no header, a column twice, a row of another length, a quote that
 * does not end.
 */
export function parseTable(text: string, name: string, form: CellForm = 'guarded'): Table {
  const bom = '\ufeff';
  const { data, errors } = Papa.parse<string[]>(text.startsWith(bom) ? text.slice(1) : text, {
    delimitersToGuess: [',', ';', '\t'],
    skipEmptyLines: true,
  });
  const problem = errors.find(({ type }) => type === 'Quotes');
  if (problem !== undefined)
    throw new HyperIqaError('FORMAT', `${name}: row ${rowNumber(problem.row)}: ${problem.message}.`);
  const [columns, ...rows] = form === 'raw' ? data : data.map((row) => row.map(unguarded));
  if (columns === undefined)
    throw new HyperIqaError('FORMAT', `${name}: it is empty; expected a first line with column names.`);
  const repeated = firstRepeated(columns);
  if (repeated !== undefined)
    throw new HyperIqaError('FORMAT', `${name}: two columns are called ${JSON.stringify(repeated)}.`);
  for (const [i, row] of rows.entries()) {
    if (row.length === columns.length) continue;
    const message = `row ${rowNumber(i + 1)} has ${row.length} values; the header names ${columns.length} columns`;
    throw new HyperIqaError('FORMAT', `${name}: ${message}.`);
  }
  return { columns, rows };
}

/** The first name that was there before, undefined if there is none. */
export function firstRepeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

/** As a spreadsheet counts: the header is row 1. */
function rowNumber(index: number | undefined): number {
  return (index ?? 0) + 1;
}

/** One line of a table with its line end; values with commas, quotes or line ends are quoted. */
export function csvLine(values: readonly string[], form: CellForm): string {
  return `${Papa.unparse([form === 'raw' ? [...values] : values.map(guarded)])}\n`;
}

/** The place of a column. Throws HyperIqaError FORMAT naming those that are there. */
export function columnIndex(table: Table, column: string, name: string): number {
  const index = table.columns.indexOf(column);
  if (index >= 0) return index;
  throw new HyperIqaError(
    'FORMAT',
    `${name}: there is no column ${column}; its columns are ${table.columns.join(', ')}.`,
  );
}
