import { access, constants, realpath } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { HyperIqaError } from '../errors.ts';
import { annotate } from '../image/draw.ts';
import type { Photo } from '../image/photo.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { writePng } from '../platform/png.ts';
import type { PhotoScore } from '../scoring/photo-scorer.ts';

/** Writes the annotated copy of one photo. Throws FILE. */
export type Annotator = (file: string, photo: Photo, score: PhotoScore) => Promise<void>;

/**
 * Writes annotated copies into one folder: `photo.jpg` becomes `photo.png`, its namesake elsewhere `photo-2.png`.
 * @param photos the run's own, none of which is overwritten where the folder is theirs too.
 * @throws HyperIqaError FILE when the folder cannot be made or written.
 */
export async function openAnnotator(folder: string, model: string, photos: readonly string[]): Promise<Annotator> {
  const taken = new Set<string>();
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
    const place = await realpath(folder);
    for (const photo of photos) {
      const isHere = (await realpath(dirname(photo)).catch(() => null)) === place;
      if (isHere) taken.add(key(basename(photo)));
    }
  } catch (cause) {
    throw new HyperIqaError('FILE', `--annotate ${folder}: cannot be written: ${(cause as Error).message}.`, { cause });
  }
  return async (file, photo, { score, faces }) => {
    const { name } = parse(file);
    let target = `${name}.png`;
    for (let i = 2; taken.has(key(target)); i++) target = `${name}-${i}.png`;
    taken.add(key(target));
    const caption = `${basename(file)}  ${model}`;
    await writePng(join(folder, target), annotate(photo, { score, faces, caption }));
  };
}

/** Some file systems take names that differ in case for the same. */
function key(name: string): string {
  return name.toLowerCase();
}
