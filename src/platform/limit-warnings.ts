/** Keeps two warnings that Dawn prints while it looks for adapters off the terminal. */
import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';

const standardError = 2;

/** Whether Node's descriptors are the system's, and can be opened again; Deno's are numbers of its own. */
const canReopen = process.platform === 'linux' && !('deno' in process.versions);

const limitWarnings =
  /^Warning: maxDynamic(?:Uniform|Storage)BuffersPerPipelineLayout artificially reduced from \d+ to \d+ .*\n/gm;

/**
 * Runs a synchronous call, and drops Dawn's warnings that limits of dynamic buffers are reduced from what native code writes to
 * standard error meanwhile. The engine uses no such buffers, and some of Mesa's drivers provoke the warnings at every start.
 *
 * Dawn has no setting for them and writes with C's stdio, and Node cannot duplicate a descriptor. So descriptor 2 is closed, and a
 * temporary file is opened in its place, as the lowest free number is used; afterwards the terminal or pipe is opened in the same
 * way. A file is left alone: it would have a position of its own when opened again. This relies on /proc, so it is done on Linux,
 * where those drivers are. No other thread may open a file meanwhile, so the caller must not have started any work; where requests
 * of the file system are under way, the call runs as it is. (Node 26 does not list those of `readFile`.)
 */
export function withoutLimitWarnings<T>(call: () => T): T {
  const files = canReopen && (isatty(standardError) || isPipe()) && isIdle() ? openFiles() : null;
  if (files === null) return call();
  const { target, written, all } = files;
  try {
    standardErrorTo(written);
    return call();
  } finally {
    standardErrorTo(target);
    const text = contentOf(written);
    closeAll(all);
    const rest = text.replace(limitWarnings, '');
    if (rest !== '') process.stderr.write(rest);
  }
}

function isPipe(): boolean {
  return fstatSync(standardError).isFIFO();
}

function isIdle(): boolean {
  return !process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
}

interface Files {
  /** Where standard error goes. */
  readonly target: number;
  readonly written: number;
  readonly all: readonly number[];
}

/** @returns null if the terminal or pipe may not be opened (as another user's), or no temporary file be created. */
function openFiles(): Files | null {
  const all: number[] = [];
  const opened = (descriptor: number) => {
    all.push(descriptor);
    return descriptor;
  };
  try {
    // Opening a pipe to write blocks while nobody reads from it, so that it gets a reader here.
    if (isPipe()) opened(openSync(pathOf(standardError), constants.O_RDONLY | constants.O_NONBLOCK));
    const target = opened(reopened(standardError));
    const path = join(tmpdir(), `hyperiqa-${process.pid}.stderr`);
    const written = opened(openSync(path, 'wx+', 0o600));
    unlinkSync(path);
    return { target, written, all };
  } catch {
    closeAll(all);
    return null;
  }
}

function closeAll(descriptors: readonly number[]): void {
  for (const each of descriptors) closeSync(each);
}

function standardErrorTo(descriptor: number): void {
  closeSync(standardError);
  reopened(descriptor);
}

function reopened(descriptor: number): number {
  return openSync(pathOf(descriptor), constants.O_WRONLY | constants.O_NOCTTY);
}

const pathOf = (descriptor: number) => `/proc/self/fd/${descriptor}`;

function contentOf(descriptor: number): string {
  const bytes = Buffer.alloc(fstatSync(descriptor).size);
  return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, 0));
}
