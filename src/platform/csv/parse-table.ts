/** Reads comma-separated tables as other programs write them. */
import { HyperIqaError } from '../../errors.ts';
import { counted } from '../../printable.ts';
import { type CellForm, unguarded } from '../../study/cell-guard.ts';
import { firstRepeated, type Table } from '../../study/table.ts';
import { type Delimiter, openRowReader } from './row-reader.ts';

interface NumberedRow {
  readonly cells: readonly string[];
  /** Counted as in a spreadsheet: the first line is row 1, and empty lines count. */
  readonly number: number;
}

/**
 * Reads a table with a header. The delimiter is a comma, semicolon or tab, as in the header. Accepts any line ends, a byte-order
 * mark, and quoted values that contain delimiters, quotes or line ends. Empty lines are skipped.
 * @param name of the file, for messages.
 * @param form guarded cells are returned without their guards; other programs' tables usually have none.
 * @throws HyperIqaError FORMAT naming file and row: no header, a repeated column, a row of another length, a misplaced or
 * unclosed quote, a NUL character.
 */
export async function parseTable(text: string, name: string, form: CellForm = 'guarded'): Promise<Table> {
  const [header, ...rows] = await readRows(text, name);
  if (header === undefined)
    throw new HyperIqaError('FORMAT', `${name}: it is empty; expected a first line with column names.`);
  const plain = (cells: readonly string[]) => (form === 'raw' ? cells : cells.map(unguarded));
  const columns = plain(header.cells);
  const repeated = firstRepeated(columns);
  if (repeated !== undefined)
    throw new HyperIqaError('FORMAT', `${name}: two columns are called ${JSON.stringify(repeated)}.`);
  for (const { cells, number } of rows) {
    if (cells.length === columns.length) continue;
    const message = `row ${number} has ${counted(cells.length, 'value')}; the header names ${counted(columns.length, 'column')}`;
    throw new HyperIqaError('FORMAT', `${name}: ${message}.`);
  }
  return { columns, rows: rows.map(({ cells }) => plain(cells)) };
}

async function readRows(text: string, name: string): Promise<readonly NumberedRow[]> {
  const reader = openRowReader(delimiterOf(text));
  try {
    let waiting = '';
    let unfinished = 0;
    for (const piece of batches(text)) {
      waiting += piece;
      // The parser rereads an unfinished row with each piece; doubling the pieces keeps this linear.
      if (waiting.length < unfinished) continue;
      const before = reader.rows.length;
      await reader.write(waiting);
      unfinished = reader.rows.length > before ? 0 : unfinished + waiting.length;
      waiting = '';
    }
    await reader.write(waiting);
    await reader.end();
  } catch (cause) {
    const row = reader.rows.length + 1;
    throw new HyperIqaError('FORMAT', `${name}: row ${row}: a quote is misplaced or not closed.`, { cause });
  }
  const rows = reader.rows.map((cells, i): NumberedRow => ({ cells, number: i + 1 }));
  // UTF-16 text has one after every letter.
  const binary = rows.find(({ cells }) => cells.some((cell) => cell.includes('\0')));
  if (binary !== undefined) {
    throw new HyperIqaError('FORMAT', `${name}: row ${binary.number} has a NUL character; save it as UTF-8 text.`);
  }
  return rows.filter(({ cells }) => cells.length > 1 || (cells[0] ?? '') !== '');
}

const batchLength = 1 << 16;

/** Consecutive lines without quotes, which cannot be malformed, form one piece, because each piece costs a turn of the stream. */
function* batches(text: string): Generator<string> {
  let batch = '';
  for (const piece of pieces(text)) {
    const isPlain = !piece.includes('"');
    if (!isPlain || batch.length > batchLength) {
      if (batch !== '') yield batch;
      batch = '';
    }
    if (isPlain) batch += piece;
    else yield piece;
  }
  yield batch;
}

/** Split at line ends outside quotes, so that a piece is usually one row, which a message can name. */
function* pieces(text: string): Generator<string> {
  let start = 0;
  let quoted = false;
  for (const { 0: found, index } of text.matchAll(/"|\r\n|\n|\r/g)) {
    if (found === '"') quoted = !quoted;
    if (found === '"' || quoted) continue;
    yield text.slice(start, index + found.length);
    start = index + found.length;
  }
  yield text.slice(start);
}

/** The most frequent delimiter outside quotes in the first line that is not empty; commas where there is none. */
function delimiterOf(text: string): Delimiter {
  for (const line of pieces(text)) {
    if (line.trim() === '') continue;
    const bare = line.replaceAll(/"[^"]*"/g, '');
    const count = (delimiter: Delimiter) => bare.split(delimiter).length;
    return ([',', ';', '\t'] as const).reduce((best, next) => (count(next) > count(best) ? next : best));
  }
  return ',';
}
