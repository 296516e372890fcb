/** One crop from the centre of the photo, after resizing its shorter side to a given length, as torchvision's transforms do. */
import { HyperIqaError } from '../../errors.ts';
import { resizePil } from '../resize-pil.ts';
import type { CropPosition, CropProtocol, Size } from './protocol.ts';

export interface CentreOptions {
  /** The length that the photo's shorter side is resized to; at least `side`. */
  readonly shorter: number;
  readonly side: number;
}

/** The limit of the resized photo; a strip one pixel wide would otherwise grow without bounds. */
const mostPixels = 64 * 2 ** 20;

/**
 * Only the resized photo's size and the crop's position.
 * @throws HyperIqaError IMAGE_TOO_LARGE for a strip so narrow that the resized photo would be too long.
 */
export function centreOf(photo: Size, { shorter, side }: CentreOptions): { frame: Size; crop: CropPosition } {
  const longer = Math.trunc((shorter * Math.max(photo.width, photo.height)) / Math.min(photo.width, photo.height));
  if (shorter * longer > mostPixels) {
    throw new HyperIqaError(
      'IMAGE_TOO_LARGE',
      `The photo of ${photo.width}x${photo.height} pixels would have ${shorter}x${longer} with its shorter side ` +
        `resized to ${shorter}, and at most ${mostPixels} are allowed: crop it.`,
    );
  }
  const [width, height] = photo.width <= photo.height ? [shorter, longer] : [longer, shorter];
  return { frame: { width, height }, crop: { top: middle(height - side), left: middle(width - side) } };
}

/** `Resize(shorter)` and `CenterCrop(side)` on a Pillow photo: bilinear with antialias, the longer side rounded down. */
export function centre(names: Pick<CropProtocol, 'name' | 'aliases'>, options: CentreOptions): CropProtocol {
  const { side } = options;
  return {
    ...names,
    title: centreTitle(options),
    defaultCrops: null,
    isWhole: false,
    isRandom: false,
    fixedFrame: null,
    plan(photo) {
      const { frame, crop } = centreOf(photo, options);
      return {
        source: resizePil(photo, frame.width, frame.height),
        enlargement: 1,
        frame,
        crop: { width: side, height: side },
        crops: [crop],
      };
    },
  };
}

export function centreTitle({ shorter, side }: CentreOptions): string {
  return `the middle ${side}x${side} of the photo with its shorter side resized to ${shorter}`;
}

/** Python's `round(room / 2)`: halves are rounded to even. */
function middle(room: number): number {
  const half = Math.floor(room / 2);
  return room % 2 === 1 && half % 2 === 1 ? half + 1 : half;
}
