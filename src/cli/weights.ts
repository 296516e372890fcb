import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { HyperIqaError } from '../errors.ts';
import type { PublishedFile } from '../models/checkpoint.ts';
import { commandText } from '../platform/command-text.ts';
import { defaultPauses, download } from '../platform/download.ts';
import { exists } from '../platform/exists.ts';
import { type FileLock, lockFile } from '../platform/file-lock.ts';
import { openFile } from '../platform/file-source.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { sha256Of } from '../platform/sha256.ts';
import { convertFiles } from './convert.ts';
import { barSize } from './progress.ts';
import { tell, tellLines } from './terminal.ts';
import { checkAgainstLock, lockName, recordInLock } from './weights-lock.ts';
import {
  addressOf,
  type BroughtEntry,
  broughtTable,
  describeWeights,
  mostBytesOf,
  type WeightsEntry,
  weightsTable,
} from './weights-table.ts';

const defaultFolder = 'weights';
const names = weightsTable.map(({ checkpoint }) => checkpoint.name);
const idleMilliseconds = 30_000;

/** `weights list` and `weights get NAME`: downloads weights from their publishers, verifies and converts them. */
export function weightsCommand(): Command {
  const command = new Command('weights');
  command
    .command('list')
    .description('List the weights that can be downloaded, and those that you have to download yourself.')
    .action(async () => {
      for (const entry of [...weightsTable, ...broughtTable]) await tellEntry(entry);
    });
  command
    .command('get')
    .description('Download, verify and convert weights.')
    .argument('<name>', names.join(', '))
    .option('--to <folder>', 'target folder', defaultFolder)
    .action(async (name: string, { to }: { readonly to: string }) => {
      const entry = weightsTable.find(({ checkpoint }) => checkpoint.name === name);
      const brought = broughtTable.find(({ checkpoint }) => checkpoint.name === name);
      if (brought !== undefined) throw notForPrograms(brought);
      if (entry === undefined) {
        const known = names.join(', ');
        throw new HyperIqaError('USAGE', `Unknown weights ${JSON.stringify(name)}; known are ${known}.`);
      }
      await getWeights(entry, to, tell);
    });
  return command;
}

const otherwise = {
  download: '',
  brought: ' (your own file)',
  unpublished: ' (not published: train it with the code on this page)',
} as const;

async function tellEntry(entry: WeightsEntry | BroughtEntry): Promise<void> {
  const { checkpoint, source } = entry;
  const note = (await exists(join(defaultFolder, entry.converted))) ? ' (here)' : otherwise[source.kind];
  tellLines(`${checkpoint.name}${note}\n  ${describeWeights(entry)}\n  ${source.page}`);
}

function notForPrograms({ model, source, converted }: BroughtEntry): HyperIqaError {
  const command = commandText('convert', 'FILE...', `${defaultFolder}/${converted}`);
  const { page } = source;
  if (source.kind === 'unpublished') {
    return new HyperIqaError(
      'USAGE',
      `No weights of ${model.title} are published: train them with the code on ${page}, then run \`${command}\`.`,
    );
  }
  return new HyperIqaError(
    'USAGE',
    `The publisher of ${model.title} does not offer the weights to programs: save them from ${page} in a browser, then ` +
      `run \`${command}\`.`,
  );
}

/**
 * Downloads, verifies and converts into a folder, unless the converted file exists.
 * @throws HyperIqaError DOWNLOAD when a file is unavailable or differs from the published one; FILE, FORMAT and WEIGHTS as the
 * converter does.
 */
export async function getWeights(entry: WeightsEntry, folder: string, say: (line: string) => void): Promise<void> {
  const converted = join(folder, entry.converted);
  if (await exists(converted)) {
    say(`${converted} already exists; remove it to download it again.`);
    return;
  }
  const { files } = entry.source;
  // Kept if the download fails, since the message then asks to put the file there.
  await makeFolder(folder).catch((error: HyperIqaError) => {
    const remedy = 'Name another folder with --to, and its file with --weights when scoring.';
    throw new HyperIqaError(error.code, `${error.message} ${remedy}`, { cause: error });
  });
  const locks: FileLock[] = [];
  try {
    // A partial download has a fixed name so that it can be resumed; two at once would write to the same file.
    for (const { name } of files) {
      const path = join(folder, name);
      locks.push(await lockFile(`${path}.lock`, path, say));
    }
    await getAlone(entry, folder, converted, say);
  } finally {
    for (const lock of locks) lock.release();
  }
}

async function getAlone(
  entry: WeightsEntry,
  folder: string,
  converted: string,
  say: (line: string) => void,
): Promise<void> {
  const { files, dtype } = entry.source;
  const paths = files.map(({ name }) => join(folder, name));
  /** Downloads without a published checksum. */
  const unproven: string[] = [];
  try {
    const digests: string[] = [];
    for (const [i, file] of files.entries()) {
      const path = paths[i]!;
      const byHand = await exists(path);
      if (!byHand) {
        await fetchInto(entry, file, path, say);
        unproven.push(path);
      }
      digests.push(await check(entry, file, folder));
      if (!byHand && file.checksum.kind !== 'recorded') unproven.pop();
    }
    await convertFiles(paths, converted, dtype, say, entry.checkpoint.name);
    for (const [i, file] of files.entries()) {
      if (file.checksum.kind === 'recorded') await record(entry, file, folder, digests[i]!, say);
    }
  } catch (error) {
    // A wrong download must not be taken for the right file next time; files that users provided are kept.
    for (const path of unproven) await rm(path, { force: true });
    throw error;
  }
}

async function record(
  entry: WeightsEntry,
  file: PublishedFile,
  folder: string,
  sha256: string,
  say: (line: string) => void,
): Promise<void> {
  if (!(await recordInLock(folder, lockKey(entry, file), sha256))) return;
  say(
    `Its publisher gives no checksum, so the first download is trusted: sha256 ${sha256}, recorded in ` +
      `${join(folder, lockName)}. Later ones must match it.`,
  );
}

function lockKey({ checkpoint, source }: WeightsEntry, { name }: PublishedFile): string {
  return source.files.length === 1 ? checkpoint.name : `${checkpoint.name} ${name}`;
}

async function fetchInto(
  entry: WeightsEntry,
  file: PublishedFile,
  path: string,
  say: (line: string) => void,
): Promise<void> {
  const address = addressOf(file.url);
  say(`from ${address.href}`);
  const progress = progressBar();
  try {
    await download(address, path, {
      mostBytes: mostBytesOf(file),
      hosts: entry.source.hosts,
      onProgress: progress.update,
      idleMilliseconds,
      pauses: defaultPauses,
    });
  } catch (cause) {
    if (!(cause instanceof HyperIqaError) || cause.code !== 'DOWNLOAD') throw cause;
    const remedy = `Or get it with a browser from ${entry.source.page}, put it at ${path} and run this again.`;
    throw new HyperIqaError('DOWNLOAD', `${cause.message} ${remedy}`, { cause });
  } finally {
    progress.stop();
  }
}

/** The file's SHA-256, if it is the published or recorded one. @throws HyperIqaError DOWNLOAD otherwise. */
async function check(entry: WeightsEntry, file: PublishedFile, folder: string): Promise<string> {
  const path = join(folder, file.name);
  const source = await openFile(path);
  const sha256 = await sha256Of(source).finally(() => source.close());
  const { checksum } = file;
  if (checksum.kind === 'recorded') {
    await checkAgainstLock(folder, lockKey(entry, file), sha256);
  } else if (!sha256.startsWith(checksum.value)) {
    throw new HyperIqaError(
      'DOWNLOAD',
      `${path}: not the file that was published: its sha256 should begin with ${checksum.value} and is ${sha256}.`,
    );
  }
  return sha256;
}

/** Drawn only on a terminal. */
function progressBar(): { update(done: number, whole: number | undefined): void; stop(): void } {
  if (!process.stderr.isTTY) return { update() {}, stop() {} };
  const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
  const bar = new SingleBar({
    format: '{bar} {value} of {total} MB, {eta_formatted} left',
    barsize: barSize(process.stderr.columns),
    stream: process.stderr,
  });
  let started = false;
  return {
    update(done, whole) {
      const total = megabytes(whole ?? done);
      if (started) bar.setTotal(total);
      else bar.start(total, 0);
      started = true;
      bar.update(megabytes(done));
    },
    stop: () => bar.stop(),
  };
}
