/** Writing PNG files. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PNG } from 'pngjs';
import { HyperIqaError } from '../errors.ts';
import type { Photo } from '../image/photo.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Writes the photo as an 8-bit RGB PNG, making the folder if it is missing. The file appears whole or not at all.
 *
 * @throws HyperIqaError FILE when it cannot be written.
 */
export async function writePng(path: string, photo: Photo): Promise<void> {
  const png = new PNG({ width: photo.width, height: photo.height });
  png.data = Buffer.from(photo.data.buffer, photo.data.byteOffset, photo.data.byteLength);
  const bytes = PNG.sync.write(png, { inputHasAlpha: false, colorType: 2, inputColorType: 2 });
  const partial = `${path}.partial`;
  try {
    await makeFolder(dirname(path));
    await writeFile(partial, bytes);
    await rename(partial, path);
  } catch (cause) {
    // Where nothing could be made, nothing can be removed: the first error is the one to tell.
    await rm(partial, { force: true }).catch(() => undefined);
    throw new HyperIqaError('FILE', `${path} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}
