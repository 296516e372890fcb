/** A grid of crops of the photo at its own size, as pyiqa's `uniform_crop`. */
import { type CropProtocol, checkedCrops, checkedSeed } from './protocol.ts';

/** Row by row, with steps rounded down. A photo with a side no longer than a crop's is enlarged until it is one pixel longer. */
export function uniformGrid(
  names: Pick<CropProtocol, 'name' | 'aliases'>,
  side: number,
  defaultCrops: number,
): CropProtocol {
  return {
    ...names,
    title: `a grid of ${defaultCrops} crops of the photo at its original size`,
    defaultCrops,
    isWhole: false,
    isRandom: false,
    fixedFrame: null,
    plan(photo, { crops = defaultCrops, seed = 0 }) {
      const count = checkedCrops(crops);
      checkedSeed(seed);
      const shorter = Math.min(photo.width, photo.height);
      const enlargement = shorter <= side ? (side + 1) / shorter : 1;
      const width = Math.floor(photo.width * enlargement);
      const height = Math.floor(photo.height * enlargement);
      const places = Math.floor(Math.sqrt(count));
      const perRow = Math.ceil(Math.sqrt(count));
      const stepDown = Math.floor((height - side) / places);
      const stepRight = Math.floor((width - side) / places);
      const positions = Array.from({ length: count }, (_, index) => ({
        top: Math.floor(index / perRow) * stepDown,
        left: (index % perRow) * stepRight,
      }));
      return {
        source: photo,
        enlargement,
        frame: { width, height },
        crop: { width: side, height: side },
        crops: positions,
      };
    },
  };
}
