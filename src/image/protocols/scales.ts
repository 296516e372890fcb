/** The whole photo at several sizes with its proportions kept, for networks that take several sizes at once. */
import { HyperIqaError } from '../../errors.ts';
import type { Photo } from '../photo.ts';
import { type Filter, resample } from '../resample.ts';
import type { CropProtocol, Scale, Size } from './protocol.ts';

export interface ScalesOptions {
  /** The lengths that the longer side is resized to, ascending; the photo at its own size comes last. */
  readonly longerSides: readonly number[];
  readonly filter: Filter;
  /** Whether the ratio of sizes is computed in float32, as in TensorFlow, instead of float64, as in Python. */
  readonly isRatioFloat32: boolean;
}

/** Halves are rounded to even, as in Python and TensorFlow. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function sizeOf({ width, height }: Size, longer: number, isRatioFloat32: boolean): Size {
  const round = isRatioFloat32 ? Math.fround : (value: number) => value;
  const ratio = round(longer / Math.max(width, height));
  const of = (side: number) => roundHalfEven(round(side * ratio));
  return { width: of(width), height: of(height) };
}

/** @param title distinguishes it from similar protocols: `with a cubic filter` */
export function severalScales(
  names: Pick<CropProtocol, 'name' | 'aliases'>,
  title: string,
  { longerSides, filter, isRatioFloat32 }: ScalesOptions,
): CropProtocol {
  return {
    ...names,
    title: `the whole photo at its original size and with ${longerSides.join(' and ')} pixels on its longer side, ${title}`,
    defaultCrops: null,
    isWhole: true,
    isRandom: false,
    fixedFrame: null,
    plan(photo) {
      const { width, height } = photo;
      const size = { width, height };
      return { source: photo, enlargement: 1, frame: size, crop: size, crops: [{ top: 0, left: 0 }] };
    },
    scales(photo: Photo): readonly Scale[] {
      const resized = longerSides.map((longer) => {
        const { width, height } = sizeOf(photo, longer, isRatioFloat32);
        if (width > 0 && height > 0) return { width, height, values: resample(photo, width, height, filter) };
        throw new HyperIqaError(
          'IMAGE_TOO_SMALL',
          `The photo of ${photo.width}x${photo.height} pixels is too narrow: nothing is left of it with ${longer} pixels on its longer side. ` +
            'Crop it.',
        );
      });
      return [...resized, { width: photo.width, height: photo.height, values: photo.data }];
    },
  };
}
