/** Measures the pixels of a face's box by formulas, without a model. */
import { type Box, cropPhoto } from '../image/crop.ts';
import { type Indicators, indicatorsOf } from '../image/indicators.ts';
import type { Photo } from '../image/photo.ts';

/** The formulas of `Indicators`, applied to the pixels that the box touches, at the photo's own size. */
export type FaceFacts = Pick<Indicators, 'brightness' | 'contrast' | 'sharpness'>;

/** @throws HyperIqaError IMAGE_TOO_SMALL when the box contains no pixel of the photo. */
export function faceFacts(photo: Photo, box: Box): FaceFacts {
  const { brightness, contrast, sharpness } = indicatorsOf(cropPhoto(photo, box));
  return { brightness, contrast, sharpness };
}
