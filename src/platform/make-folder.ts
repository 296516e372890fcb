import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HyperIqaError } from '../errors.ts';
import { systemPath } from './byte-path.ts';
import { reasonOf } from './system-error.ts';

/**
 * Creates a folder and its missing parents. Node's `mkdir` with `recursive` never returns where a file system answers "no such
 * folder" for a new name in an existing folder, as Linux's /proc does.
 * @returns the folders that were created, innermost first.
 * @throws HyperIqaError FILE when the folder cannot be created or its name is taken.
 */
export async function makeFolder(path: string): Promise<readonly string[]> {
  try {
    return await make(path);
  } catch (cause) {
    throw new HyperIqaError('FILE', `${path}: the folder cannot be created: ${reasonOf(cause)}.`, { cause });
  }
}

async function make(path: string): Promise<readonly string[]> {
  if (await isFolder(path)) return [];
  const parent = dirname(path);
  const made = parent === path ? [] : await make(parent);
  try {
    await mkdir(systemPath(path));
    return [path, ...made];
  } catch (error) {
    // Another process may have been quicker.
    if (await isFolder(path)) return made;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(systemPath(path)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
