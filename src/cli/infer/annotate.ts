/** Writes annotated copies of photos for `infer --annotate`. */
import { access, constants, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import { annotate } from '../../image/draw.ts';
import type { Photo } from '../../image/photo.ts';
import { pathOfBytes, systemPath } from '../../platform/byte-path.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import { writePng } from '../../platform/png.ts';
import { reasonOf } from '../../platform/system-error.ts';
import { printable } from '../../printable.ts';
import type { PhotoScore } from '../../scoring/score-photo.ts';
import { freeName } from '../file-names.ts';

/** Writes the annotated copy of one photo. @throws HyperIqaError FILE when it cannot be written. */
export type Annotator = (file: string, photo: Photo, score: PhotoScore) => Promise<void>;

/**
 * Writes annotated copies into one folder: `photo.jpg` becomes `photo.png`, one of the same name from elsewhere `photo-2.png`.
 * Names that would be too long are cut.
 * @param judges the metrics, for the caption.
 * @param photos the run's photos. If one of them is in the same folder, no file there is overwritten.
 * @throws HyperIqaError FILE when the folder cannot be created or written.
 */
export async function openAnnotator(folder: string, judges: string, photos: readonly string[]): Promise<Annotator> {
  const taken = new Set<string>();
  await makeFolder(folder);
  try {
    await access(systemPath(folder), constants.W_OK);
    const place = await placeOf(folder);
    for (const parent of new Set(photos.map((photo) => dirname(photo)))) {
      if ((await placeOf(parent).catch(() => null)) !== place) continue;
      for (const name of await readdir(systemPath(folder))) taken.add(name.toLowerCase());
      break;
    }
  } catch (cause) {
    throw new HyperIqaError('FILE', `--annotate ${folder}: cannot be written: ${reasonOf(cause)}.`, { cause });
  }
  return async (file, photo, { score, faces }) => {
    const target = freeName(parse(file).name, '.png', taken);
    const caption = `${printable(basename(file))}  ${judges}`;
    await writePng(join(folder, target), annotate(photo, { score, faces, caption }));
  };
}

/** The folder's real path, with links resolved. */
async function placeOf(folder: string): Promise<string> {
  return pathOfBytes(await realpath(systemPath(folder), 'buffer'));
}
