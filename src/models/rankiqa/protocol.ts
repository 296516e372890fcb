/** RankIQA's crops, at random positions of the photo at its own size. */
import { mt19937 } from '../../image/mt19937.ts';
import { type CropProtocol, checkedCrops, checkedSeed } from '../../image/protocols/protocol.ts';

export const side = 224;

const defaultCrops = 30;

/**
 * As in the authors' evaluation, positions are `randint(height - 224)` and then `randint(width - 224)`, so a crop that ends at
 * the border is never drawn. Theirs have no seed; here draws start from the seed for every photo. Where a side has no such
 * position, the photo is enlarged until it is one pixel longer than a crop.
 */
export const randomCrops: CropProtocol = {
  name: 'random',
  aliases: ['random-crops'],
  title: `${defaultCrops} random crops of the photo at its original size`,
  defaultCrops,
  isWhole: false,
  isRandom: true,
  fixedFrame: null,
  plan(photo, { crops: count = defaultCrops, seed = 0 }) {
    const shorter = Math.min(photo.width, photo.height);
    const enlargement = shorter <= side ? (side + 1) / shorter : 1;
    const width = Math.floor(photo.width * enlargement);
    const height = Math.floor(photo.height * enlargement);
    const draw = mt19937(checkedSeed(seed));
    const crops = Array.from({ length: checkedCrops(count) }, () => {
      const top = draw() % (height - side);
      const left = draw() % (width - side);
      return { top, left };
    });
    return { source: photo, enlargement, frame: { width, height }, crop: { width: side, height: side }, crops };
  },
};
