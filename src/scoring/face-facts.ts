/** What the pixels of a face's box say without any model. */
import { type Box, cropPhoto } from '../image/crop.ts';
import { type Indicators, indicatorsOf } from '../image/indicators.ts';
import type { Photo } from '../image/photo.ts';

/** By the formulas of `Indicators`, of the pixels that the box touches, in the photo's own size. */
export type FaceFacts = Pick<Indicators, 'brightness' | 'contrast' | 'sharpness'>;

/** @throws HyperIqaError IMAGE_TOO_SMALL when the box holds no pixel of the photo. */
export function faceFacts(photo: Photo, box: Box): FaceFacts {
  const { brightness, contrast, sharpness } = indicatorsOf(cropPhoto(photo, box));
  return { brightness, contrast, sharpness };
}
