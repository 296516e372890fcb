import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { HyperIqaError } from '../errors.ts';
import { confirmedAddress, titleOf } from './drive-page.ts';

export interface DownloadOptions {
  /** Bytes that are there so far, and the whole if the server tells. */
  onProgress(done: number, whole: number | undefined): void;
  /** Without a byte for this long a connection counts as cut. */
  readonly idleMilliseconds: number;
  /** Pauses before a cut connection is taken up again; as many attempts more as there are pauses. */
  readonly pauses: readonly number[];
}

export const defaultPauses = [1000, 3000, 9000];

/** A fault that may pass: worth another attempt. */
class Interrupted extends Error {}

/** Larger than any confirmation page; a server that sends more of a web page is not read to its end. */
const longestPage = 2 ** 20;

/**
 * Downloads into `path`, by way of `<path>.partial`, which a later call takes up where this one was cut. Throws
 * DOWNLOAD, saying what the server answered; the partial file then stays only if it can be taken up again.
 */
export async function download(address: URL, path: string, options: DownloadOptions): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await attemptDownload(address, path, options, true);
      await rename(`${path}.partial`, path);
      await rm(validatorPath(path), { force: true });
      return;
    } catch (cause) {
      if (!(cause instanceof Interrupted)) throw cause;
      const pause = options.pauses[attempt];
      if (pause === undefined) {
        throw new HyperIqaError(
          'DOWNLOAD',
          `${address.href}: ${cause.message}. What came so far is kept: the same command goes on from there.`,
          { cause },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** The server's mark of the version that a partial file belongs to; without one it cannot be taken up. */
const validatorPath = (path: string) => `${path}.version.partial`;

async function attemptDownload(
  address: URL,
  path: string,
  options: DownloadOptions,
  mayConfirm: boolean,
): Promise<void> {
  const partial = `${path}.partial`;
  const validator = await readFile(validatorPath(path), 'utf8').catch(() => '');
  const have =
    validator === ''
      ? 0
      : await stat(partial).then(
          (file) => file.size,
          () => 0,
        );
  const watch = watchIdle(options.idleMilliseconds);
  try {
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (have > 0) Object.assign(headers, { range: `bytes=${have}-`, 'if-range': validator });
    const response = await interruptible(fetch(address, { headers, signal: watch.signal }));
    if (response.status === 416) {
      await response.body?.cancel();
      await rm(partial, { force: true });
      throw new Interrupted('the server no longer has the rest of what was begun');
    }
    if (!response.ok) {
      await response.body?.cancel();
      const problem = `the server answered ${response.status} ${response.statusText}`;
      if (response.status === 429 || response.status >= 500) throw new Interrupted(problem);
      throw new HyperIqaError('DOWNLOAD', `${address.href}: ${problem}. The file may have moved.`);
    }
    if (/^text\/html\b/i.test(response.headers.get('content-type') ?? '')) {
      const page = await readPage(response, watch.alive);
      const next = mayConfirm ? confirmedAddress(page, address) : undefined;
      if (next !== undefined) return await attemptDownload(next, path, options, false);
      const title = titleOf(page);
      throw new HyperIqaError(
        'DOWNLOAD',
        `${address.href}: the server answered with a web page${title}, not the file.`,
      );
    }
    await interruptible(save(response, have, path, watch.alive, options));
  } finally {
    watch.stop();
  }
}

async function save(
  response: Response,
  have: number,
  path: string,
  alive: () => void,
  options: DownloadOptions,
): Promise<void> {
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  const resumed = response.status === 206;
  if (resumed && Number(range?.[1]) !== have) {
    throw new HyperIqaError(
      'DOWNLOAD',
      `${response.url}: the server sent another part of the file than was asked for.`,
    );
  }
  const length = response.headers.get('content-length');
  const whole = resumed ? Number(range![2]) : length === null ? undefined : Number(length);
  if (!resumed) await writeFile(validatorPath(path), strongValidator(response));
  let done = resumed ? have : 0;
  const body = response.body ?? new Blob([]).stream();
  const file = await open(`${path}.partial`, resumed ? 'a' : 'w');
  try {
    // One write at a time, so that the partial file never holds more than was counted.
    for await (const chunk of body) {
      alive();
      await file.writeFile(chunk);
      done += chunk.length;
      options.onProgress(done, whole);
    }
  } finally {
    await file.close();
  }
  if (whole !== undefined && done !== whole) throw new Interrupted(`${done} of ${whole} bytes came`);
}

/** If-Range needs a strong ETag or a date; empty where the server gives neither. */
function strongValidator(response: Response): string {
  const etag = response.headers.get('etag') ?? '';
  return etag !== '' && !etag.startsWith('W/') ? etag : (response.headers.get('last-modified') ?? '');
}

async function readPage(response: Response, alive: () => void): Promise<string> {
  const decoder = new TextDecoder();
  let page = '';
  for await (const chunk of response.body ?? []) {
    alive();
    page += decoder.decode(chunk, { stream: true });
    if (page.length > longestPage) break;
  }
  return page;
}

/** Faults of the disk as FILE; of the network, which fetch reports as errors of many kinds, as Interrupted. */
async function interruptible<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof HyperIqaError || cause instanceof Interrupted) throw cause;
    const { message, syscall, cause: inner } = cause as NodeJS.ErrnoException;
    // Only the file's own errors carry a system call; fetch wraps those of the network.
    if (syscall !== undefined)
      throw new HyperIqaError('FILE', `The download cannot be written: ${message}.`, { cause });
    const detail = inner instanceof Error ? `${message}: ${inner.message}` : message;
    throw new Interrupted(`the connection failed (${detail})`, { cause });
  }
}

function watchIdle(milliseconds: number) {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error(`nothing came for ${milliseconds / 1000} s`));
  let timer = setTimeout(abort, milliseconds);
  return {
    signal: controller.signal,
    alive() {
      clearTimeout(timer);
      timer = setTimeout(abort, milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}
