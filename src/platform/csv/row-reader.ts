import { parse } from '@fast-csv/parse';

export type Delimiter = ',' | ';' | '\t';

/** Reads rows of cells out of text that comes in pieces, by fast-csv. */
export interface RowReader {
  /** Those that are complete; an empty line is a row without cells. */
  readonly rows: readonly (readonly string[])[];
  /** Returns when the rows that end in the text are in `rows`. Throws fast-csv's Error for a misplaced quote. */
  write(text: string): Promise<void>;
  /** After the last piece. Throws fast-csv's Error for a quote that is not closed. */
  end(): Promise<void>;
}

export function openRowReader(delimiter: Delimiter): RowReader {
  const rows: string[][] = [];
  // Rows are taken here: a stream that fails drops those that were not read yet, and they are counted for the message.
  const stream = parse<string[], string[]>({ delimiter }).transform((row: string[]) => {
    rows.push(row);
    return row;
  });
  stream.resume();
  // The calls below give the error to the caller.
  stream.on('error', () => {});
  const settle = (call: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
  return {
    rows,
    write: (text) => settle((done) => stream.write(text, done)),
    end: () => settle((done) => stream.end(done)),
  };
}
