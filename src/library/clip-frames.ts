/** Converts the frames that a program passes to `scoreClip` to pixels. */

import { type Frame, oneSize } from '../image/frame.ts';
import type { Photo } from '../image/photo.ts';
import type { ClipFrameInput } from './scorer.ts';

/**
 * Reads frames one by one.
 * @param read decodes the photo of one frame.
 * @throws HyperIqaError IMAGE for a frame whose size differs from the first one's; what `read` throws.
 */
export async function* clipFrames<Input>(
  frames: Iterable<Input | ClipFrameInput<Input>> | AsyncIterable<Input | ClipFrameInput<Input>>,
  read: (photo: Input) => Promise<Photo>,
): AsyncGenerator<Frame, void> {
  let next = 0;
  const check = oneSize('the first');
  for await (const frame of frames) {
    const { index, seconds, photo: input } = isFrame(frame) ? frame : { index: next, seconds: null, photo: frame };
    next = index + 1;
    const photo = await read(input);
    check(photo, `frame ${index}`);
    yield { index, seconds, photo };
  }
}

function isFrame<Input>(frame: Input | ClipFrameInput<Input>): frame is ClipFrameInput<Input> {
  return typeof frame === 'object' && frame !== null && 'index' in frame && 'photo' in frame;
}
