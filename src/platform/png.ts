/** Writes PNG files. */
import { dirname } from 'node:path';
import { PNG } from 'pngjs';
import type { Photo } from '../image/photo.ts';
import { writeFileWhole } from './file-sink.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Writes the photo as an 8-bit RGB PNG, completely or not at all, creating the folder if necessary.
 *
 * @throws HyperIqaError FILE when it cannot be written.
 */
export async function writePng(path: string, photo: Photo): Promise<void> {
  const png = new PNG({ width: photo.width, height: photo.height });
  png.data = Buffer.from(photo.data.buffer, photo.data.byteOffset, photo.data.byteLength);
  const bytes = PNG.sync.write(png, { inputHasAlpha: false, colorType: 2, inputColorType: 2 });
  await makeFolder(dirname(path));
  await writeFileWhole(path, (sink) => sink.write(bytes));
}
