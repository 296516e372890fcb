/** Keeps two warnings that Dawn prints while it looks for adapters off the terminal. */
import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';

const standardError = 2;

const limitWarnings =
  /^Warning: maxDynamic(?:Uniform|Storage)BuffersPerPipelineLayout artificially reduced from \d+ to \d+ .*\n/gm;

/**
 * Runs a synchronous call, and drops Dawn's warnings that limits of dynamic buffers are reduced from what native code writes to
 * standard error meanwhile. The engine uses no such buffers, and some of Mesa's drivers provoke the warnings at every start.
 *
 * Dawn has no setting for them and writes with C's stdio, and Node cannot duplicate a descriptor. So descriptor 2 is closed, and a
 * temporary file is opened in its place, as the lowest free number is used; afterwards the terminal is opened in the same way.
 * That is only done for terminals: a file would have a position of its own when opened again, and opening a pipe may block. It
 * relies on /proc, so on Linux, where those drivers are. No other thread may open a file meanwhile, so the caller must not have
 * started any work; where requests of the file system are under way, the call runs as it is. (Node 26 does not list those of
 * `readFile`.)
 */
export function withoutLimitWarnings<T>(call: () => T): T {
  const files = process.platform === 'linux' && isatty(standardError) && isIdle() ? openFiles() : null;
  if (files === null) return call();
  const { terminal, written } = files;
  try {
    standardErrorTo(written);
    return call();
  } finally {
    standardErrorTo(terminal);
    const text = contentOf(written);
    closeSync(terminal);
    closeSync(written);
    const rest = text.replace(limitWarnings, '');
    if (rest !== '') process.stderr.write(rest);
  }
}

function isIdle(): boolean {
  return !process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
}

/** @returns null if the terminal may not be opened (as another user's), or no temporary file be created. */
function openFiles(): { readonly terminal: number; readonly written: number } | null {
  let terminal: number | undefined;
  try {
    terminal = reopened(standardError);
    const path = join(tmpdir(), `hyperiqa-${process.pid}.stderr`);
    const written = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return { terminal, written };
  } catch {
    if (terminal !== undefined) closeSync(terminal);
    return null;
  }
}

function standardErrorTo(descriptor: number): void {
  closeSync(standardError);
  reopened(descriptor);
}

function reopened(descriptor: number): number {
  return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NOCTTY);
}

function contentOf(descriptor: number): string {
  const bytes = Buffer.alloc(fstatSync(descriptor).size);
  return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, 0));
}
