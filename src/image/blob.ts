/** Makes the SSD face detector's input from a photo. */
import type { Photo } from './photo.ts';
import { resizeOpenCv } from './resize-opencv.ts';

/** Width and height of the detector's input, in pixels. */
const blobSide = 300;

/** The training photos' mean of blue, green and red. */
const mean = [104, 177, 123] as const;

/**
 * Equal to cv2.dnn.blobFromImage(photo, 1, (300, 300), (104, 177, 123)): the photo squashed to 300x300, as planes in the order
 * blue, green, red, minus their means. Float32, [1, 3, 300, 300].
 */
export function faceBlob(photo: Photo): Float32Array<ArrayBuffer> {
  const { data } = resizeOpenCv(photo, blobSide, blobSide);
  const plane = blobSide * blobSide;
  const blob = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < plane; i++) blob[channel * plane + i] = data[i * 3 + 2 - channel]! - mean[channel]!;
  }
  return blob;
}
