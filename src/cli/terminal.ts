/** Prints lines for users. File names may contain control characters, so every line is made printable here. */
import { printable } from '../printable.ts';

/** Prints a line on standard error: progress, notices, errors. */
export function say(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/** Prints a line on standard output: results. */
export function tell(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

/** Prints a text of several lines on standard error. */
export function sayLines(text: string): void {
  for (const line of text.split('\n')) say(line);
}

/** Prints a text of several lines, such as a table, on standard output. */
export function tellLines(text: string): void {
  for (const line of text.split('\n')) tell(line);
}

/** Writes text to standard output unchanged, for programs, or if it is already printable. */
export function write(text: string | Uint8Array): void {
  process.stdout.write(text);
}
