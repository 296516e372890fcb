import { readFile } from 'node:fs/promises';
import { pathOfBytes } from './byte-path.ts';

/**
 * The arguments as in `process.argv`, but with file names that are not UTF-8 represented as paths are (`pathOfBytes`), where the
 * system provides the bytes, as Linux does. Node replaces such bytes by U+FFFD.
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
