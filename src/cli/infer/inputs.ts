/** The inputs of `infer`: paths, folders, addresses, standard input, and lists of them. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { HyperIqaError } from '../../errors.ts';
import { addressName, isFetched, pathOf } from '../../platform/addresses.ts';
import { pathOfBytes, systemPath } from '../../platform/byte-path.ts';
import { fetchPhoto } from '../../platform/fetch-photo.ts';
import { findPhotos } from '../../platform/photo-files.ts';
import { openRegularFile, readRegularFile } from '../../platform/regular-file.ts';
import { reasonOf } from '../../platform/system-error.ts';
import { type FailedReport, failedReport } from '../../scoring/photo-report.ts';

/** A photo that is still to be read. */
export interface PhotoInput {
  /** A path, an address, or `stdin`. */
  readonly file: string;
  /** @throws HyperIqaError FILE, DOWNLOAD. */
  read(): Promise<Uint8Array>;
}

export interface InputOptions {
  /** A file that lists inputs, separated by line ends or NUL; `-` is standard input. */
  readonly filesFrom?: string;
  /** The depth to which folders are searched; default unlimited. */
  readonly depth?: number;
}

export interface Inputs {
  /** Photos, and inputs that failed, in the order given. */
  readonly found: readonly (PhotoInput | FailedReport)[];
  /** Messages for users. */
  readonly notices: readonly string[];
}

const standardInput = '-';

/** Programs on Windows put it before text in UTF-8. */
const byteOrderMark = Buffer.from('\ufeff');

/**
 * The names, followed by those in the list of `--files-from`.
 * @throws HyperIqaError USAGE for none at all, or standard input given twice; FILE for a list that cannot be read.
 */
export async function withListed(
  names: readonly string[],
  { filesFrom }: Pick<InputOptions, 'filesFrom'>,
): Promise<readonly string[]> {
  checkReadOnce([...names, filesFrom]);
  const all = filesFrom === undefined ? names : [...names, ...(await namesIn(filesFrom))];
  checkReadOnce([...all, filesFrom]);
  if (all.length > 0) return all;
  const place = filesFrom === undefined ? '' : `: --files-from ${filesFrom} lists none`;
  throw new HyperIqaError('USAGE', `No photo to score${place}. Usage: hyperiqa infer PHOTO_OR_FOLDER... (see --help).`);
}

function checkReadOnce(names: readonly (string | undefined)[]): void {
  if (names.filter((name) => name === standardInput).length < 2) return;
  throw new HyperIqaError('USAGE', 'Standard input (-) can be read only once.');
}

/**
 * Finds photos before weights and GPU are opened, so that a mistyped name is reported at once.
 * @param names paths, folders, addresses (http:, https:, file:, data:) and `-`.
 */
export async function findInputs(names: readonly string[], options: Pick<InputOptions, 'depth'>): Promise<Inputs> {
  const found: (PhotoInput | FailedReport)[] = [];
  const notices: string[] = [];
  for (const name of names) {
    const input = inputOf(name);
    if (input !== null) {
      found.push(input);
      continue;
    }
    const path = pathOrFailure(name);
    if (typeof path !== 'string') {
      found.push(path);
      continue;
    }
    const search = await findPhotos([path], { depth: options.depth });
    notices.push(...search.notices);
    for (const each of search.found) {
      if (typeof each !== 'string') found.push(failedReport(each.path, each.error));
      // Files that a folder lists are known to exist.
      else found.push(each === path ? await namedFile(path) : fileInput(each));
    }
  }
  return { found, notices };
}

/** An address or standard input; null for a path. */
function inputOf(name: string): PhotoInput | null {
  if (name === standardInput) return { file: 'stdin', read: () => buffer(process.stdin) };
  if (isFetched(name)) return { file: addressName(name), read: () => fetchPhoto(name) };
  return null;
}

function pathOrFailure(name: string): string | FailedReport {
  try {
    return pathOf(name);
  } catch (error) {
    return failedReport(name, error);
  }
}

function fileInput(path: string): PhotoInput {
  return { file: path, read: () => readRegularFile(path) };
}

/** Reports a missing file now; one that disappears later is reported when it is read. */
async function namedFile(path: string): Promise<PhotoInput | FailedReport> {
  try {
    await (await openRegularFile(path)).close();
    return fileInput(path);
  } catch (error) {
    return failedReport(path, error);
  }
}

/** A list may be a pipe: `--files-from <(find ...)`. */
async function readList(path: string): Promise<Buffer> {
  try {
    return await readFile(systemPath(path));
  } catch (cause) {
    throw new HyperIqaError('FILE', `--files-from ${path}: cannot be read: ${reasonOf(cause)}.`, { cause });
  }
}

async function namesIn(list: string): Promise<readonly string[]> {
  const read = list === standardInput ? await buffer(process.stdin) : await readList(list);
  // What PowerShell 5 writes by `>`.
  const isUtf16 = read[0] === 0xff && read[1] === 0xfe;
  const bytes = isUtf16 ? Buffer.from(read.toString('utf16le')) : read;
  const separator = bytes.includes(0) ? 0 : '\n'.charCodeAt(0);
  const names: string[] = [];
  const isMarked = bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark);
  for (let at = isMarked ? byteOrderMark.length : 0; at < bytes.length; ) {
    const next = bytes.indexOf(separator, at);
    const end = next < 0 ? bytes.length : next;
    const name = pathOfBytes(bytes.subarray(at, end));
    names.push(separator === 0 ? name : name.replace(/\r$/, ''));
    at = end + 1;
  }
  return names.filter((name) => name !== '');
}
