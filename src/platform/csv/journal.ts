/** Reads tables that grow line by line and may have been cut off anywhere. */
import { HyperIqaError } from '../../errors.ts';
import { type CellForm, unguarded } from '../../study/cell-guard.ts';
import { openRowReader } from './row-reader.ts';

export interface JournalLine {
  readonly values: readonly string[];
  /** The position after the line's end. */
  readonly end: number;
}

const quote = 0x22;
const newline = 0x0a;

/**
 * The complete lines of a table that `csvText` wrote, including the header. An incomplete last line is left out, as is everything
 * after a line that `csvText` cannot have written.
 */
export async function journalLines(bytes: Uint8Array, form: CellForm): Promise<readonly JournalLine[]> {
  const lines: JournalLine[] = [];
  const reader = openRowReader(',');
  const decoder = new TextDecoder();
  let start = 0;
  for (const end of lineEnds(bytes)) {
    const isRead = await reader.write(decoder.decode(bytes.subarray(start, end))).then(
      () => true,
      () => false,
    );
    const cells = reader.rows[lines.length];
    if (!isRead || cells === undefined || reader.rows.length > lines.length + 1) break;
    lines.push({ values: form === 'raw' ? cells : cells.map(unguarded), end });
    start = end;
  }
  return lines;
}

/** The positions after line ends that are not in quotes. */
function* lineEnds(bytes: Uint8Array): Generator<number> {
  let quoted = false;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === quote) quoted = !quoted;
    if (bytes[at] === newline && !quoted) yield at + 1;
  }
}

/** One table of a journal as it is on disk. */
export interface JournalTable {
  /** For messages. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly columns: readonly string[];
}

export interface JournalState {
  /** How many of the names, from the first on, have a line in one of the tables. */
  readonly done: number;
  /** For each table, the number of bytes to keep; 0 where even the header is missing. */
  readonly keep: readonly number[];
}

/**
 * The progress of a run that gives each of `names`, in order, a line in one of the tables, whose first cell is the name. What
 * follows the last photo known to be done is not kept: lines are written in order, but after a power loss a later line of one
 * table may be on disk without an earlier one of another.
 * @throws HyperIqaError FORMAT when a table has another header.
 */
export async function journalState(
  names: readonly string[],
  tables: readonly JournalTable[],
  form: CellForm,
): Promise<JournalState> {
  const lines = await Promise.all(tables.map(({ bytes }) => journalLines(bytes, form)));
  const keep = lines.map(([head], i) => (head === undefined ? 0 : checkHeader(head, tables[i]!)));
  const next = lines.map(() => 1);
  for (const [done, name] of names.entries()) {
    const at = lines.findIndex((each, i) => each[next[i]!]?.values[0] === name);
    if (at < 0) return { done, keep };
    keep[at] = lines[at]![next[at]!]!.end;
    next[at]!++;
  }
  return { done: names.length, keep };
}

/**
 * How much to keep of a table with any number of lines per photo, which are written before the photo's line elsewhere.
 * @param done names of the photos that are done.
 * @returns a number of bytes; 0 where even the header is missing.
 * @throws HyperIqaError FORMAT when the table has another header.
 */
export async function keptLines(done: ReadonlySet<string>, table: JournalTable, form: CellForm): Promise<number> {
  const [head, ...lines] = await journalLines(table.bytes, form);
  if (head === undefined) return 0;
  let keep = checkHeader(head, table);
  for (const { values, end } of lines) {
    if (!done.has(values[0]!)) break;
    keep = end;
  }
  return keep;
}

function checkHeader({ values, end }: JournalLine, { name, columns }: JournalTable): number {
  if (values.length === columns.length && values.every((value, i) => value === columns[i])) return end;
  throw new HyperIqaError(
    'FORMAT',
    `${name}: its columns are ${values.join(', ')}; ${columns.join(', ')} were expected. The file was changed, or belongs to another run.`,
  );
}
