/** The protocol of networks that judge an aligned face: the whole picture, which shows one face, at a fixed size. */
import { alignedSide } from '../image/align-face.ts';
import type { Photo } from '../image/photo.ts';
import type { CropProtocol } from '../image/protocols/protocol.ts';
import { wholeSquashed } from '../image/protocols/whole.ts';

/**
 * An aligned face is used as it is; any other picture is taken for one of a face and squashed to the same size.
 * @param resize the resize that the network's own code uses.
 * @param side of the network's input, in pixels.
 */
export function facePicture(
  resize: (photo: Photo, width: number, height: number) => Photo,
  side = alignedSide,
): CropProtocol {
  return wholeSquashed({ name: 'face', aliases: [] }, { width: side, height: side }, resize);
}
