/** Tables that grow line by line, and may have been cut off anywhere. */
import Papa from 'papaparse';
import { HyperIqaError } from '../errors.ts';
import { unguarded } from './cell-guard.ts';
import type { CellForm } from './csv.ts';

export interface JournalLine {
  readonly values: readonly string[];
  /** The byte after the line's end. */
  readonly end: number;
}

const quote = 0x22;
const newline = 0x0a;

/** The whole lines of a table that `csvLine` wrote, its header among them; a torn last one is left out. */
export function* journalLines(bytes: Uint8Array, form: CellForm): Generator<JournalLine> {
  const decoder = new TextDecoder();
  let start = 0;
  let quoted = false;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === quote) quoted = !quoted;
    if (bytes[at] !== newline || quoted) continue;
    const text = decoder.decode(bytes.subarray(start, at));
    const cells = Papa.parse<string[]>(text, { delimiter: ',', newline: '\n' }).data[0] ?? [];
    yield { values: form === 'raw' ? cells : cells.map(unguarded), end: at + 1 };
    start = at + 1;
  }
}

/** One table of a journal as it lies on disk. */
export interface JournalTable {
  /** For messages. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly columns: readonly string[];
}

export interface JournalState {
  /** How many of the names, from the first on, have their line in one of the tables. */
  readonly done: number;
  /** For each table, the bytes that are to be kept; 0 where even the header is missing. */
  readonly keep: readonly number[];
}

/**
 * How far a run came that gave each of `names`, in their order, a line in one of the tables (its first value is the
 * name). What follows the last photo that is known to be done is not kept: lines are written in order, but a machine
 * that loses power may have saved a later line of one table and not an earlier one of another.
 * @throws HyperIqaError FORMAT when a table has another header.
 */
export function journalState(names: readonly string[], tables: readonly JournalTable[], form: CellForm): JournalState {
  const readers = tables.map(({ bytes }) => journalLines(bytes, form));
  const heads = readers.map((reader) => reader.next());
  const keep = heads.map((head, i) => (head.done ? 0 : checkHeader(head.value, tables[i]!)));
  const next = readers.map((reader) => reader.next());
  for (const [done, name] of names.entries()) {
    const at = next.findIndex((line) => !line.done && line.value.values[0] === name);
    const line = next[at];
    if (line === undefined || line.done) return { done, keep };
    keep[at] = line.value.end;
    next[at] = readers[at]!.next();
  }
  return { done: names.length, keep };
}

/**
 * How much is kept of a table that has any number of lines for each photo, written before the photo's line elsewhere.
 * @param done names of the photos that are done.
 * @returns a number of bytes; 0 where even the header is missing.
 * @throws HyperIqaError FORMAT when the table has another header.
 */
export function keptLines(done: ReadonlySet<string>, table: JournalTable, form: CellForm): number {
  const reader = journalLines(table.bytes, form);
  const head = reader.next();
  if (head.done) return 0;
  let keep = checkHeader(head.value, table);
  for (const { values, end } of reader) {
    if (!done.has(values[0]!)) break;
    keep = end;
  }
  return keep;
}

function checkHeader({ values, end }: JournalLine, { name, columns }: JournalTable): number {
  if (values.length === columns.length && values.every((value, i) => value === columns[i])) return end;
  throw new HyperIqaError(
    'FORMAT',
    `${name}: its columns are ${values.join(', ')}; ${columns.join(', ')} were expected. It was changed since, or is another run's.`,
  );
}
