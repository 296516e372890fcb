import { access, constants, realpath } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { HyperIqaError } from '../errors.ts';
import { annotate } from '../image/draw.ts';
import type { Photo } from '../image/photo.ts';
import { pathOfBytes, systemPath } from '../platform/byte-path.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { writePng } from '../platform/png.ts';
import { reasonOf } from '../platform/system-error.ts';
import { printable } from '../printable.ts';
import type { PhotoScore } from '../scoring/score-photo.ts';

/** Writes the annotated copy of one photo. Throws FILE. */
export type Annotator = (file: string, photo: Photo, score: PhotoScore) => Promise<void>;

/** What file systems allow, in bytes: 255 on nearly all. */
const longestName = 255;

/**
 * Writes annotated copies into one folder: `photo.jpg` becomes `photo.png`, its namesake elsewhere `photo-2.png`. A name
 * that would be too long is cut.
 * @param photos the run's own, none of which is overwritten where the folder is theirs too.
 * @throws HyperIqaError FILE when the folder cannot be made or written.
 */
export async function openAnnotator(folder: string, model: string, photos: readonly string[]): Promise<Annotator> {
  const taken = new Set<string>();
  await makeFolder(folder);
  try {
    await access(systemPath(folder), constants.W_OK);
    const place = await placeOf(folder);
    const ownFolders = new Set<string>();
    for (const parent of new Set(photos.map((photo) => dirname(photo)))) {
      if ((await placeOf(parent).catch(() => null)) === place) ownFolders.add(parent);
    }
    for (const photo of photos) if (ownFolders.has(dirname(photo))) taken.add(key(basename(photo)));
  } catch (cause) {
    throw new HyperIqaError('FILE', `--annotate ${folder}: cannot be written: ${reasonOf(cause)}.`, { cause });
  }
  return async (file, photo, { score, faces }) => {
    const { name } = parse(file);
    let target = fitting(name, '.png');
    for (let i = 2; taken.has(key(target)); i++) target = fitting(name, `-${i}.png`);
    taken.add(key(target));
    const caption = `${printable(basename(file))}  ${model}`;
    await writePng(join(folder, target), annotate(photo, { score, faces, caption }));
  };
}

/** Where a folder really is, whatever links lead there. */
async function placeOf(folder: string): Promise<string> {
  return pathOfBytes(await realpath(systemPath(folder), 'buffer'));
}

/** The name with the ending, of which as much is kept as a file's name can hold. */
function fitting(name: string, ending: string): string {
  const characters = [...name];
  while (Buffer.byteLength(systemPath(characters.join(''))) > longestName - ending.length) characters.pop();
  return characters.join('') + ending;
}

/** Some file systems take names that differ in case for the same. */
function key(name: string): string {
  return name.toLowerCase();
}
