import { parse } from '@fast-csv/parse';

export type Delimiter = ',' | ';' | '\t';

/** Reads rows of cells from text that arrives in pieces, by fast-csv. */
export interface RowReader {
  /** The complete rows; an empty line is a row without cells. */
  readonly rows: readonly (readonly string[])[];
  /** Resolves when `rows` includes all rows that end in the text. @throws fast-csv's Error for a misplaced quote. */
  write(text: string): Promise<void>;
  /** Call after the last piece. @throws fast-csv's Error for an unclosed quote. */
  end(): Promise<void>;
}

export function openRowReader(delimiter: Delimiter): RowReader {
  const rows: string[][] = [];
  // Collected here because a failing stream drops rows that were not yet read, and the message needs their number.
  const stream = parse<string[], string[]>({ delimiter }).transform((row: string[]) => {
    rows.push(row);
    return row;
  });
  stream.resume();
  // The calls below report the error to the caller.
  stream.on('error', () => {});
  const settle = (call: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
  return {
    rows,
    write: (text) => settle((done) => stream.write(text, done)),
    end: () => settle((done) => stream.end(done)),
  };
}
