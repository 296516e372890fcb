/** Random crops of the photo squashed to one size, as HyperIQA's authors do in demo.py with torchvision. */
import { mt19937 } from '../mt19937.ts';
import { resizePil } from '../resize-pil.ts';
import { type CropProtocol, checkedCrops, checkedSeed, type Size } from './protocol.ts';

/**
 * Crops at the places that torchvision's RandomCrop draws after `torch.manual_seed(seed)`: the row first, each a 32-bit
 * draw modulo the number of places. The draws start from the seed for every photo, so that a photo's score does not
 * depend on the photos before it.
 */
export function randomSquashed(
  names: Pick<CropProtocol, 'name' | 'aliases'>,
  side: number,
  frame: Size,
  defaultCrops: number,
): CropProtocol {
  const { width, height } = frame;
  return {
    ...names,
    title: `${defaultCrops} random crops of the photo squashed to ${width}x${height}`,
    defaultCrops,
    isWhole: false,
    isRandom: true,
    fixedFrame: frame,
    plan(photo, { crops = defaultCrops, seed = 0 }) {
      const count = checkedCrops(crops);
      const draw = mt19937(checkedSeed(seed));
      const places = Array.from({ length: count }, () => {
        const top = draw() % (height - side + 1);
        const left = draw() % (width - side + 1);
        return { top, left };
      });
      return {
        source: resizePil(photo, width, height),
        enlargement: 1,
        frame,
        crop: { width: side, height: side },
        crops: places,
      };
    },
  };
}
