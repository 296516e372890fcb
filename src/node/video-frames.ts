/** The frames of a video file, for `scoreClip`. */
import { HyperIqaError } from '../errors.ts';
import type { Frame } from '../image/frame.ts';
import { openVideoFile } from '../platform/clip/video-file.ts';

export interface VideoFramesOptions {
  /** Of each so many frames, the first; all when left out. */
  readonly every?: number;
  /** Whether frames are turned as the file says; as stored when left out. */
  readonly autoOrient?: boolean;
}

/**
 * Frames in the order in which they are shown, each decoded when it is asked for. The packages mediabunny and
 * @napi-rs/webcodecs must be installed.
 * @throws HyperIqaError USAGE for `every` that is no positive integer; INSTALLATION without them; FILE; IMAGE for what is no video that is read.
 */
export async function* videoFrames(
  path: string,
  { every = 1, autoOrient = false }: VideoFramesOptions = {},
): AsyncGenerator<Frame, void> {
  if (!Number.isSafeInteger(every) || every < 1) {
    throw new HyperIqaError('USAGE', `every must be an integer from 1 on, not ${every}.`);
  }
  const video = await openVideoFile(path, autoOrient);
  try {
    yield* video.decode(every);
  } finally {
    video.close();
  }
}
