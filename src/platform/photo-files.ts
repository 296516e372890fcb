/** Finding photo files on disk. */
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { HyperIqaError } from '../errors.ts';

const extensions = new Set(['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.webp', '.avif', '.tif', '.tiff', '.gif']);

async function findInFolder(folder: string): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await findInFolder(path)));
    else if (extensions.has(extname(entry.name).toLowerCase())) found.push(path);
  }
  return found;
}

/**
 * The photos that the paths stand for, in their order: a file stands for itself whatever its name, a folder for the
 * files with a photo's extension in it and below, sorted by name (linked folders are not followed).
 *
 * @throws HyperIqaError FILE naming the first path that is missing or unreadable, or a folder without photos.
 */
export async function findPhotos(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    let photos: string[];
    try {
      photos = (await stat(path)).isDirectory() ? await findInFolder(path) : [path];
    } catch (cause) {
      throw new HyperIqaError('FILE', `${path} cannot be read: ${(cause as Error).message}.`, { cause });
    }
    if (photos.length === 0) {
      throw new HyperIqaError('FILE', `${path} holds no photo (looked for ${[...extensions].join(' ')}).`);
    }
    found.push(...photos);
  }
  return found;
}
