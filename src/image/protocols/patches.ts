/** Every patch of the photo at a stride, at the photo's own size, as in the patch-based networks of Kang et al. and others. */
import { HyperIqaError } from '../../errors.ts';
import type { CropProtocol } from './protocol.ts';

export interface PatchOptions {
  readonly side: number;
  readonly stride: number;
  /**
   * Whether a last patch that ends exactly at the border counts. Python's `range(0, size - side, stride)`, which several
   * references use, leaves it out.
   */
  readonly includesLast: boolean;
}

/** The photo's size determines the number; `crops` is ignored. */
export function patches(names: Pick<CropProtocol, 'name' | 'aliases'>, options: PatchOptions): CropProtocol {
  const { side, stride, includesLast } = options;
  const starts = (size: number) => {
    const room = size - side + (includesLast ? 1 : 0);
    return Array.from({ length: Math.max(0, Math.ceil(room / stride)) }, (_, i) => i * stride);
  };
  const least = includesLast ? side : side + 1;
  return {
    ...names,
    title: `all patches of ${side}x${side} at a stride of ${stride}`,
    defaultCrops: null,
    isWhole: false,
    isRandom: false,
    fixedFrame: null,
    plan(photo) {
      const { width, height } = photo;
      const crops = starts(height).flatMap((top) => starts(width).map((left) => ({ top, left })));
      if (crops.length === 0) {
        throw new HyperIqaError(
          'IMAGE_TOO_SMALL',
          `The photo has ${width}x${height} pixels, too few for a patch: it must have at least ${least}x${least}.`,
        );
      }
      return { source: photo, enlargement: 1, frame: { width, height }, crop: { width: side, height: side }, crops };
    },
  };
}
