/** Reads the frames of a video file, for `scoreClip`. */
import { HyperIqaError } from '../errors.ts';
import type { Frame } from '../image/frame.ts';
import { openVideoFile } from '../platform/clip/video-file.ts';

export interface VideoFramesOptions {
  /** Only the first of every so many frames is read. Default 1: all frames. */
  readonly every?: number | undefined;
  /** Whether to turn frames as the file says. Default: false, as stored. */
  readonly autoOrient?: boolean | undefined;
}

/**
 * Frames in presentation order, each decoded on demand. Requires the packages mediabunny and @napi-rs/webcodecs.
 * @throws HyperIqaError USAGE when `every` is not a positive integer; INSTALLATION without the packages; FILE; IMAGE for a file
 * that is not a video, or is of an unsupported kind.
 */
export async function* videoFrames(
  path: string,
  { every = 1, autoOrient = false }: VideoFramesOptions = {},
): AsyncGenerator<Frame, void> {
  if (!Number.isSafeInteger(every) || every < 1) {
    throw new HyperIqaError('USAGE', `every must be an integer of at least 1, not ${every}.`);
  }
  const video = await openVideoFile(path, autoOrient);
  try {
    yield* video.decode(every);
  } finally {
    video.close();
  }
}
