/** Lines for people. Names of files may hold what a terminal would act upon; here every line is made printable. */
import { printable } from '../printable.ts';

/** A line on standard error: progress, notices, errors. */
export function say(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/** A line on standard output: results. */
export function tell(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

/** A text of several lines on standard error. */
export function sayLines(text: string): void {
  for (const line of text.split('\n')) say(line);
}

/** A text of several lines, such as a table, on standard output. */
export function tellLines(text: string): void {
  for (const line of text.split('\n')) tell(line);
}

/** A text on standard output as it is, for programs, or made printable already. */
export function write(text: string | Uint8Array): void {
  process.stdout.write(text);
}
