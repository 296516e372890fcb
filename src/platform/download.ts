import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { HyperIqaError } from '../errors.ts';
import { exists } from './exists.ts';
import { confirmedAddress, titleOf } from './drive-page.ts';
import { fetchFollowing } from './redirects.ts';
import { reasonOf } from './system-error.ts';

export interface DownloadOptions {
  /** The size of the file, or an upper bound; a larger file is refused. */
  readonly mostBytes: number;
  /** Hosts that redirects may lead to, as for `fetchFollowing`. */
  readonly hosts: readonly string[];
  /** Bytes received so far, and the total if the server states it. */
  onProgress(done: number, whole: number | undefined): void;
  /** A connection without data for this long counts as broken. */
  readonly idleMilliseconds: number;
  /** Pauses before a broken connection is resumed; each pause is followed by one more attempt. */
  readonly pauses: readonly number[];
}

export const defaultPauses = [1000, 3000, 9000];

/** A temporary failure that justifies another attempt. */
class Interrupted extends Error {}

/** Larger than any confirmation page; a longer web page is not read to its end. */
const longestPage = 2 ** 20;

/**
 * Downloads into `path` through `<path>.partial`, which a later call resumes.
 * @throws HyperIqaError DOWNLOAD with the server's answer; the partial file is then kept only if it can be resumed.
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
        const kept = (await exists(`${path}.partial`))
          ? ' What was received is kept: the same command continues from there.'
          : '';
        throw new HyperIqaError('DOWNLOAD', `${address.href}: ${cause.message}.${kept}`, { cause });
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** The server's version mark of a partial file, without which it cannot be resumed. */
const validatorPath = (path: string) => `${path}.version.partial`;

async function attemptDownload(
  address: URL,
  path: string,
  options: DownloadOptions,
  mayConfirm: boolean,
): Promise<void> {
  const validator = await readFile(validatorPath(path), 'utf8').catch(() => '');
  const size = await stat(`${path}.partial`).then(
    (file) => file.size,
    () => 0,
  );
  const have = validator === '' || size > options.mostBytes ? 0 : size;
  const watch = watchIdle(options.idleMilliseconds);
  try {
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (have > 0) Object.assign(headers, { range: `bytes=${have}-`, 'if-range': validator });
    const asked = fetchFollowing(address, options.hosts, { headers, signal: watch.signal });
    const answer = await interruptible(asked);
    const { response } = answer;
    if (response.status === 416) {
      await response.body?.cancel();
      await forgetPartial(path);
      throw new Interrupted('the server no longer has the rest of the file');
    }
    if (!response.ok) {
      await response.body?.cancel();
      const problem = `the server answered ${response.status} ${response.statusText}`;
      if (response.status === 429 || response.status >= 500) throw new Interrupted(problem);
      throw new HyperIqaError('DOWNLOAD', `${answer.address.href}: ${problem}. The file may have moved.`);
    }
    if (/^text\/html\b/i.test(response.headers.get('content-type') ?? '')) {
      const page = await interruptible(readPage(response, watch.alive));
      const next = mayConfirm ? confirmedAddress(page, answer.address) : undefined;
      if (next !== undefined) return await attemptDownload(next, path, options, false);
      const title = titleOf(page);
      throw new HyperIqaError(
        'DOWNLOAD',
        `${answer.address.href}: the server answered with a web page${title}, not the file.`,
      );
    }
    if (response.status === 206) await interruptible(checkPart(response, path, have, validator));
    await interruptible(save(response, have, path, watch.alive, options));
  } finally {
    watch.stop();
  }
}

const rangeOf = (response: Response) => /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '');

/** @throws unless the response continues the version of the file that the partial one was begun with. */
async function checkPart(response: Response, path: string, have: number, validator: string): Promise<void> {
  if (Number(rangeOf(response)?.[1]) !== have) {
    await response.body?.cancel();
    throw new HyperIqaError(
      'DOWNLOAD',
      `${response.url}: the server sent a different part of the file than requested.`,
    );
  }
  const { etag, modified } = marksOf(response);
  // A server need not repeat the date in a partial response, but it must repeat its ETag.
  const same = validator === etag || validator === modified || (!validator.startsWith('"') && etag + modified === '');
  if (have === 0 || same) return;
  await response.body?.cancel();
  await forgetPartial(path);
  throw new Interrupted('the file changed on the server since it was begun');
}

async function save(
  response: Response,
  have: number,
  path: string,
  alive: () => void,
  options: DownloadOptions,
): Promise<void> {
  const resumed = response.status === 206;
  const length = response.headers.get('content-length');
  const whole = resumed ? Number(rangeOf(response)![2]) : length === null ? undefined : Number(length);
  const tooLarge = async (bytes: string): Promise<never> => {
    await forgetPartial(path);
    const problem = `it has ${bytes} bytes, and the published file no more than ${options.mostBytes}`;
    throw new HyperIqaError('DOWNLOAD', `${response.url}: ${problem}: it is another file.`);
  };
  if (whole !== undefined && whole > options.mostBytes) {
    await response.body?.cancel();
    await tooLarge(String(whole));
  }
  if (!resumed) {
    const mark = await openBeside(validatorPath(path), constants.O_TRUNC);
    await mark.writeFile(strongValidator(response)).finally(() => mark.close());
  }
  let done = resumed ? have : 0;
  const body = response.body ?? new Blob([]).stream();
  const file = await openBeside(`${path}.partial`, resumed ? constants.O_APPEND : constants.O_TRUNC);
  try {
    // Chunks are written one at a time, so that the partial file never holds more than was counted.
    for await (const chunk of body) {
      alive();
      if (done + chunk.length > options.mostBytes) await tooLarge('more');
      await file.writeFile(chunk);
      done += chunk.length;
      options.onProgress(done, whole);
    }
  } finally {
    await file.close();
  }
  if (whole !== undefined && done !== whole) throw new Interrupted(`only ${done} of ${whole} bytes arrived`);
}

/** Opens one of the files beside a download; anything but a regular file, such as a link or a pipe, is refused. */
async function openBeside(path: string, flag: number): Promise<FileHandle> {
  const flags =
    constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | flag;
  return open(path, flags).catch((cause: unknown) => {
    throw new HyperIqaError('FILE', `${path}: cannot be written: ${reasonOf(cause)}. Remove it and try again.`, {
      cause,
    });
  });
}

async function forgetPartial(path: string): Promise<void> {
  await rm(`${path}.partial`, { force: true });
  await rm(validatorPath(path), { force: true });
}

function marksOf(response: Response): { readonly etag: string; readonly modified: string } {
  return { etag: response.headers.get('etag') ?? '', modified: response.headers.get('last-modified') ?? '' };
}

/** If-Range requires a strong ETag or a date; empty where the server sends neither. */
function strongValidator(response: Response): string {
  const { etag, modified } = marksOf(response);
  return etag !== '' && !etag.startsWith('W/') ? etag : modified;
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

/** Reports disk errors as FILE, and network errors, for which fetch has many kinds, as Interrupted. */
async function interruptible<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof HyperIqaError || cause instanceof Interrupted) throw cause;
    const { message, syscall, cause: inner } = cause as NodeJS.ErrnoException;
    // Only file errors have a system call; fetch wraps network errors.
    if (syscall !== undefined)
      throw new HyperIqaError('FILE', `The download cannot be written: ${message}.`, { cause });
    const detail = inner instanceof Error ? `${message}: ${inner.message}` : message;
    throw new Interrupted(`the connection failed (${detail})`, { cause });
  }
}

function watchIdle(milliseconds: number) {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error(`no data arrived for ${milliseconds / 1000} s`));
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
