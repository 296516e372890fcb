/** Reads photo files as the frames of a clip. */
import { oneSize } from '../../image/frame.ts';
import { counted } from '../../printable.ts';
import { type DecodeOptions, decodePhoto } from '../decode.ts';
import { findPhotos } from '../photo-files.ts';
import type { Clip } from './clip.ts';

/** Orders `frame9` before `frame10`, independent of the user's language. */
const { compare: byNumber } = new Intl.Collator('en', { numeric: true });

/**
 * The photos in a folder, without subfolders, in the order of the numbers in their names.
 * @param notice receives messages about what else the folder holds.
 * @throws HyperIqaError FILE when the folder cannot be read or contains no photo.
 */
export async function framesInFolder(folder: string, notice: (line: string) => void): Promise<readonly string[]> {
  const { found, notices, deeperFolders } = await findPhotos([folder], { depth: 1 });
  const paths = found.map((each) => {
    if (typeof each !== 'string') throw each.error;
    return each;
  });
  for (const line of notices) notice(line);
  if (deeperFolders > 0) {
    const [is, them] = deeperFolders === 1 ? ['is', 'it as a clip of its own'] : ['are', 'them as clips of their own'];
    notice(`${counted(deeperFolders, 'subfolder')} of ${folder} ${is} not part of the clip: name ${them}.`);
  }
  return paths.sort(byNumber);
}

/**
 * Two names that differ in their numbers alone, the larger first: shells list `frame10` before `frame9`.
 * @returns null where names that only differ in numbers are in the order of these.
 */
export function namesOutOfOrder(paths: readonly string[]): readonly [string, string] | null {
  const latest = new Map<string, string>();
  for (const path of paths) {
    const form = path.replace(/\d+/g, '0');
    const before = latest.get(form);
    if (before !== undefined && byNumber(before, path) > 0) return [before, path];
    latest.set(form, path);
  }
  return null;
}

/** @param paths at least one, in the clip's order. */
export function frameFiles(paths: readonly string[], decoding: DecodeOptions): Clip {
  return {
    frames: paths.length,
    async *decode(every) {
      const check = oneSize(paths[0]!);
      for (let index = 0; index < paths.length; index += every) {
        const path = paths[index]!;
        const photo = await decodePhoto(path, decoding);
        check(photo, path);
        yield { index, seconds: null, photo, file: path };
      }
    },
    close() {},
  };
}
