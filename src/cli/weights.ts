import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { HyperIqaError } from '../errors.ts';
import { defaultPauses, download } from '../platform/download.ts';
import { exists } from '../platform/exists.ts';
import { lockFile } from '../platform/file-lock.ts';
import { openFile } from '../platform/file-source.ts';
import { sha256Of } from '../platform/sha256.ts';
import { convertFile } from './convert.ts';
import { tell, tellLines } from './terminal.ts';
import { checkAgainstLock, lockName, recordInLock } from './weights-lock.ts';
import { addressOf, describeWeights, mostBytesOf, type WeightsEntry, weightsTable } from './weights-table.ts';

const defaultFolder = 'weights';
const names = weightsTable.map(({ checkpoint }) => checkpoint.name);
const idleMilliseconds = 30_000;

/** `weights list` and `weights get NAME`: from the official places, checked and converted. */
export function weightsCommand(): Command {
  const command = new Command('weights');
  command
    .command('list')
    .description('List what can be downloaded.')
    .action(async () => {
      for (const entry of weightsTable) {
        const there = await exists(join(defaultFolder, entry.converted));
        tellLines(
          `${entry.checkpoint.name}${there ? ' (here)' : ''}\n  ${describeWeights(entry)}\n  ${entry.source.page}`,
        );
      }
    });
  command
    .command('get')
    .description('Download, check and convert one of them.')
    .argument('<name>', names.join(', '))
    .option('--to <folder>', 'where to put it', defaultFolder)
    .action(async (name: string, { to }: { readonly to: string }) => {
      const entry = weightsTable.find(({ checkpoint }) => checkpoint.name === name);
      if (entry === undefined) {
        const known = names.join(', ');
        throw new HyperIqaError(
          'USAGE',
          `There are no weights called ${JSON.stringify(name)}; the known ones are ${known}.`,
        );
      }
      await getWeights(entry, to, tell);
    });
  return command;
}

/**
 * Downloads, checks and converts into a folder, unless the converted file is there. Throws DOWNLOAD when the file
 * cannot be had or is another than published, FILE, FORMAT and WEIGHTS as the converter does.
 */
async function getWeights(entry: WeightsEntry, folder: string, say: (line: string) => void): Promise<void> {
  const converted = join(folder, entry.converted);
  if (await exists(converted)) {
    say(`${converted} is there already; remove it to get it again.`);
    return;
  }
  const file = join(folder, entry.source.file);
  // What was begun has a name of its own, so that it can be gone on with: two at once would write into one file.
  const lock = await lockFile(`${file}.lock`, file, say);
  await getAlone(entry, folder, file, converted, say).finally(() => lock.release());
}

async function getAlone(
  entry: WeightsEntry,
  folder: string,
  file: string,
  converted: string,
  say: (line: string) => void,
): Promise<void> {
  const byHand = await exists(file);
  if (!byHand) await fetchInto(entry, file, say);
  try {
    const sha256 = await check(entry, folder, file);
    await convertFile(file, converted, entry.source.dtype, say);
    if (entry.source.checksum.kind === 'recorded' && (await recordInLock(folder, entry.checkpoint.name, sha256))) {
      say(
        `Its publisher gives no checksum, so this first file is trusted as it is: sha256 ${sha256}, recorded in ` +
          `${join(folder, lockName)}. Later ones must agree with it.`,
      );
    }
  } catch (error) {
    // A wrong download must not pass for the right file next time; what a person put there stays.
    if (!byHand) await rm(file, { force: true });
    throw error;
  }
}

async function fetchInto(entry: WeightsEntry, file: string, say: (line: string) => void): Promise<void> {
  const address = addressOf(entry.source.url);
  say(`from ${address.href}`);
  const progress = progressBar();
  try {
    await download(address, file, {
      mostBytes: mostBytesOf(entry),
      hosts: entry.source.hosts,
      onProgress: progress.update,
      idleMilliseconds,
      pauses: defaultPauses,
    });
  } catch (cause) {
    if (!(cause instanceof HyperIqaError) || cause.code !== 'DOWNLOAD') throw cause;
    const remedy = `Or get it with a browser from ${entry.source.page}, put it at ${file} and run this again.`;
    throw new HyperIqaError('DOWNLOAD', `${cause.message} ${remedy}`, { cause });
  } finally {
    progress.stop();
  }
}

/** The file's sha256, which is the published or recorded one; throws DOWNLOAD otherwise. */
async function check(entry: WeightsEntry, folder: string, file: string): Promise<string> {
  const source = await openFile(file);
  const sha256 = await sha256Of(source).finally(() => source.close());
  const { checksum } = entry.source;
  if (checksum.kind === 'recorded') {
    await checkAgainstLock(folder, entry.checkpoint.name, sha256);
  } else if (!sha256.startsWith(checksum.value)) {
    throw new HyperIqaError(
      'DOWNLOAD',
      `${file}: not the file that was published: its sha256 should begin with ${checksum.value} and is ${sha256}.`,
    );
  }
  return sha256;
}

/** Drawn on a terminal alone. */
function progressBar(): { update(done: number, whole: number | undefined): void; stop(): void } {
  if (!process.stderr.isTTY) return { update() {}, stop() {} };
  const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
  const bar = new SingleBar({ format: '{bar} {value} of {total} MB, {eta_formatted} left', stream: process.stderr });
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
