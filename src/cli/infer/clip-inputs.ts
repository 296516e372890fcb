/** Decides which inputs of `infer` are clips: videos by name, and with `--clip` folders of frames, or all photos together. */
import { stat } from 'node:fs/promises';
import { HyperIqaError } from '../../errors.ts';
import { isVideoName } from '../../image/video-kinds.ts';
import { pathOf } from '../../platform/addresses.ts';
import { systemPath } from '../../platform/byte-path.ts';
import type { Clip } from '../../platform/clip/clip.ts';
import { frameFiles, framesInFolder, namesOutOfOrder } from '../../platform/clip/frame-files.ts';
import { openVideoFile } from '../../platform/clip/video-file.ts';
import type { DecodeOptions } from '../../platform/decode.ts';

export interface ClipInput {
  /** A path, or those of the first and the last frame. */
  readonly file: string;
  /** The video, or frames that were given by name. */
  readonly files: readonly string[];
  /** @param notice receives messages for users. @throws HyperIqaError FILE, IMAGE, INSTALLATION. */
  open(notice: (line: string) => void): Promise<Clip>;
}

export interface ClipInputs {
  /** In the order given; the clip of frames given by name is the last. */
  readonly found: readonly ClipInput[];
  /** Messages for users. */
  readonly notices: readonly string[];
}

/**
 * @param asClips whether folders and photos are also taken as clips.
 * @returns null where the inputs are photos.
 * @throws HyperIqaError USAGE for both clips and photos in one run.
 */
export async function findClips(
  names: readonly string[],
  asClips: boolean,
  decoding: DecodeOptions,
): Promise<ClipInputs | null> {
  if (!asClips && !names.some(isVideoName)) return null;
  const clips: ClipInput[] = [];
  const photos: string[] = [];
  for (const path of names.map(pathOf)) {
    if (isVideoName(path)) {
      clips.push({ file: path, files: [path], open: () => openVideoFile(path, decoding.autoOrient ?? false) });
    } else if (asClips && (await isFolder(path))) {
      clips.push({
        file: path,
        files: [],
        open: async (notice) => frameFiles(await framesInFolder(path, notice), decoding),
      });
    } else photos.push(path);
  }
  const [first] = photos;
  if (first === undefined) return { found: clips, notices: [] };
  if (!asClips) {
    throw new HyperIqaError(
      'USAGE',
      `Clips and photos cannot be scored in one run: ${first} is not a video. With --clip, a folder is a clip as well, and ` +
        'photos given by name are the frames of one.',
    );
  }
  const file = photos.length > 1 ? `${first} to ${photos.at(-1)}` : first;
  const found = [...clips, { file, files: photos, open: async () => frameFiles(photos, decoding) }];
  return { found, notices: orderNotices(photos) };
}

function orderNotices(frames: readonly string[]): readonly string[] {
  const pair = namesOutOfOrder(frames);
  if (pair === null) return [];
  return [
    `Frames are taken in the order given, in which ${pair[0]} comes before ${pair[1]}: name their folder to sort them by number.`,
  ];
}

async function isFolder(path: string): Promise<boolean> {
  return stat(systemPath(path)).then(
    (there) => there.isDirectory(),
    () => false,
  );
}
