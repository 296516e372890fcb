/** What networks look at that judge an aligned face: the whole picture, which shows one face, in one size. */
import { alignedSide } from '../image/align-face.ts';
import type { Photo } from '../image/photo.ts';
import type { CropProtocol } from '../image/protocols/protocol.ts';
import { wholeSquashed } from '../image/protocols/whole.ts';

/**
 * An aligned face is taken as it is; any other picture counts as one of a face and is squashed to the same size.
 * @param resize as the network's own code does it.
 * @param side of the picture that the network takes, in pixels.
 */
export function facePicture(
  resize: (photo: Photo, width: number, height: number) => Photo,
  side = alignedSide,
): CropProtocol {
  return wholeSquashed({ name: 'face', aliases: [] }, { width: side, height: side }, resize);
}
