/** The whole photo as a single crop, at its own size or squashed to one size. */
import { HyperIqaError } from '../../errors.ts';
import type { Photo } from '../photo.ts';
import { resizePil } from '../resize-pil.ts';
import type { CropProtocol, Size } from './protocol.ts';

/** @param least the least width and height that the network accepts; smaller photos are refused. */
export function wholePhoto(names: Pick<CropProtocol, 'name' | 'aliases'>, least: Size): CropProtocol {
  return {
    ...names,
    title: 'the whole photo at its original size',
    defaultCrops: null,
    isWhole: true,
    isRandom: false,
    fixedFrame: null,
    plan(photo) {
      const { width, height } = photo;
      if (width < least.width || height < least.height) {
        throw new HyperIqaError(
          'IMAGE_TOO_SMALL',
          `The photo has ${width}x${height} pixels, too few for the network: it must have at least ` +
            `${least.width}x${least.height}.`,
        );
      }
      const size = { width, height };
      return { source: photo, enlargement: 1, frame: size, crop: size, crops: [{ top: 0, left: 0 }] };
    },
  };
}

/**
 * The whole photo squashed to one size, whatever its proportions.
 * @param resize resizes to the given width and height. Default: as torchvision's `Resize((height, width))` on a Pillow photo,
 * bilinear with antialiasing.
 */
export function wholeSquashed(
  names: Pick<CropProtocol, 'name' | 'aliases'>,
  size: Size,
  resize: (photo: Photo, width: number, height: number) => Photo = resizePil,
): CropProtocol {
  return {
    ...names,
    title: `the whole photo squashed to ${size.width}x${size.height}`,
    defaultCrops: null,
    isWhole: true,
    isRandom: false,
    fixedFrame: size,
    plan(photo) {
      const source = resize(photo, size.width, size.height);
      return { source, enlargement: 1, frame: size, crop: size, crops: [{ top: 0, left: 0 }] };
    },
  };
}
