/** Where the crops of a photo lie: the two protocols by which HyperIQA checkpoints are scored. */
import { HyperIqaError } from '../errors.ts';
import { mt19937 } from './mt19937.ts';
import type { Photo } from './photo.ts';
import { resizePil } from './resize-pil.ts';

/** The side of a crop in pixels, fixed by the network. */
export const cropSide = 224;

/**
 * - `demo`, of the HyperIQA authors' demo.py: the photo squashed to 384x512, crops at random places.
 * - `uniform`, of pyiqa: a grid of crops of the photo in its own size.
 */
export type CropProtocol = 'demo' | 'uniform';

export interface CropOptions {
  readonly protocol: CropProtocol;
  /** How many crops, 1 to `mostCrops`. The authors use 10 (demo) and 25 (uniform). */
  readonly crops: number;
  /** As in torch.manual_seed; `uniform` draws nothing. */
  readonly seed: number;
}

/** More crops of one photo than a mean can use; a number beyond is a slip of the hand. */
export const mostCrops = 10_000;

/** The upper left pixel of a crop. */
export interface CropPosition {
  readonly top: number;
  readonly left: number;
}

export interface CropPlan {
  /** What the crops are taken from: the squashed photo (`demo`) or the photo itself (`uniform`). */
  readonly resized: Photo;
  /** Positions are those of `resized` enlarged this many times (bilinear, not rounded to bytes); 1 unless the photo is too small for crops. */
  readonly enlargement: number;
  readonly crops: readonly CropPosition[];
}

/** What `demo` squashes every photo to. */
export const demoWidth = 384;
export const demoHeight = 512;

/** torchvision's RandomCrop: the row first, each a 32-bit draw modulo the number of places. */
function planDemo(photo: Photo, count: number, seed: number): CropPlan {
  const draw = mt19937(seed);
  const crops = Array.from({ length: count }, () => {
    const top = draw() % (demoHeight - cropSide + 1);
    const left = draw() % (demoWidth - cropSide + 1);
    return { top, left };
  });
  return { resized: resizePil(photo, demoWidth, demoHeight), enlargement: 1, crops };
}

/** pyiqa's uniform_crop: row by row, steps rounded down; a photo with a side up to 224 is enlarged until it is 225. */
function planUniform(photo: Photo, count: number): CropPlan {
  const shorter = Math.min(photo.width, photo.height);
  const enlargement = shorter <= cropSide ? (cropSide + 1) / shorter : 1;
  const places = Math.floor(Math.sqrt(count));
  const perRow = Math.ceil(Math.sqrt(count));
  const stepDown = Math.floor((Math.floor(photo.height * enlargement) - cropSide) / places);
  const stepRight = Math.floor((Math.floor(photo.width * enlargement) - cropSide) / places);
  const crops = Array.from({ length: count }, (_, index) => ({
    top: Math.floor(index / perRow) * stepDown,
    left: (index % perRow) * stepRight,
  }));
  return { resized: photo, enlargement, crops };
}

/**
 * Decides the crops of one photo. The draws of `demo` start from the seed for every photo, so that a photo's score does
 * not depend on those before it. Photos of any size are served: `demo` resizes them, and `uniform`, as pyiqa, enlarges
 * those with a side of 224 pixels or less.
 *
 * @throws HyperIqaError USAGE when `crops` is no integer from 1 to `mostCrops`, or `seed` not an integer.
 */
export function planCrops(photo: Photo, options: CropOptions): CropPlan {
  if (!Number.isSafeInteger(options.crops) || options.crops < 1 || options.crops > mostCrops) {
    throw new HyperIqaError(
      'USAGE',
      `The number of crops must be a whole number from 1 to ${mostCrops}, not ${options.crops}.`,
    );
  }
  if (!Number.isSafeInteger(options.seed)) {
    throw new HyperIqaError('USAGE', `The seed must be a whole number, not ${options.seed}.`);
  }
  switch (options.protocol) {
    case 'demo':
      return planDemo(photo, options.crops, options.seed);
    case 'uniform':
      return planUniform(photo, options.crops);
  }
}
