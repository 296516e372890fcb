/** A grid of crops that reaches every border of the photo, which is squashed to one size, landscape or portrait. */
import { resizePil } from '../resize-pil.ts';
import { type CropProtocol, checkedCrops, checkedSeed, type Size } from './protocol.ts';

/**
 * Row by row, with at least as many columns as rows; the last row may be short. A single row or column is central.
 * @param frame of photos at least as wide as high; for taller ones it is rotated.
 */
export function gridSquashed(
  names: Pick<CropProtocol, 'name' | 'aliases'>,
  side: number,
  frame: Size,
  defaultCrops: number,
): CropProtocol {
  return {
    ...names,
    title: `a grid of ${defaultCrops} crops of the photo squashed to ${frame.width}x${frame.height}, or to ${frame.height}x${frame.width} if it is upright`,
    defaultCrops,
    isWhole: false,
    isRandom: false,
    fixedFrame: null,
    plan(photo, { crops = defaultCrops, seed = 0 }) {
      const count = checkedCrops(crops);
      checkedSeed(seed);
      const columns = Math.ceil(Math.sqrt(count));
      const rows = Math.ceil(count / columns);
      const isUpright = photo.height > photo.width;
      const width = isUpright ? frame.height : frame.width;
      const height = isUpright ? frame.width : frame.height;
      return {
        source: resizePil(photo, width, height),
        enlargement: 1,
        frame: { width, height },
        crop: { width: side, height: side },
        crops: Array.from({ length: count }, (_, i) => ({
          top: placeOf(Math.floor(i / columns), rows, height - side),
          left: placeOf(i % columns, columns, width - side),
        })),
      };
    },
  };
}

function placeOf(index: number, count: number, room: number): number {
  return Math.floor(count === 1 ? room / 2 : (index * room) / (count - 1));
}
