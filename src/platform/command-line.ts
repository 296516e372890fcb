import { readFile } from 'node:fs/promises';
import { pathOfBytes } from './byte-path.ts';

/**
 * As `process.argv`, where Node puts U+FFFD in the place of bytes that are not UTF-8: names of files that hold such
 * bytes come as paths have them (`pathOfBytes`), where the system tells the bytes, as Linux does.
 */
export async function commandLine(): Promise<readonly string[]> {
  if (!process.argv.some((argument) => argument.includes('\ufffd'))) return process.argv;
  const bytes = await readFile('/proc/self/cmdline').catch(() => null);
  if (bytes === null) return process.argv;
  const all: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at);
    all.push(bytes.subarray(at, end));
    at = end + 1;
  }
  // Node's own options come before the script.
  return process.argv.map((argument, i) => (i < 2 ? argument : pathOfBytes(all.at(i - process.argv.length)!)));
}
