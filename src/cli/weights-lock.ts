import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HyperIqaError } from '../errors.ts';
import { writeTextFile } from './text-file.ts';

/** The checksums, as first downloaded, of files without a published one: {name: sha256}. */
export const lockName = 'weights.lock.json';

async function readLock(path: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return {};
  }
  try {
    const lock: unknown = JSON.parse(text);
    if (typeof lock === 'object' && lock !== null) return lock as Readonly<Record<string, unknown>>;
  } catch {
    // Reported below, like any other content that is not a lock.
  }
  throw new HyperIqaError('FILE', `${path}: not a JSON object of checksums. Remove it to record them again.`);
}

/** @throws HyperIqaError DOWNLOAD when a different checksum is recorded. */
export async function checkAgainstLock(folder: string, name: string, sha256: string): Promise<void> {
  const path = join(folder, lockName);
  const recorded = (await readLock(path))[name];
  if (recorded === undefined || recorded === sha256) return;
  throw new HyperIqaError(
    'DOWNLOAD',
    `${name}: not the file of the first download: its sha256 was ${String(recorded)} (recorded in ${path}) and is ` +
      `now ${sha256}. If the publisher changed it and you trust that, remove the record.`,
  );
}

/** Returns whether it was not recorded before. @throws HyperIqaError FILE when the record cannot be written. */
export async function recordInLock(folder: string, name: string, sha256: string): Promise<boolean> {
  const path = join(folder, lockName);
  const before = await readLock(path);
  if (Object.hasOwn(before, name)) return false;
  const lock = { ...before, [name]: sha256 };
  await writeTextFile(path, `${JSON.stringify(lock, null, 2)}\n`);
  return true;
}
