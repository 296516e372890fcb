/** Which crops of a photo a network looks at: what every protocol states, and the checks that all of them need. */
import { HyperIqaError } from '../../errors.ts';
import type { Photo } from '../photo.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The upper left pixel of a crop. */
export interface CropPosition {
  readonly top: number;
  readonly left: number;
}

export interface CropPlan {
  /** What the crops are cut from: the photo itself, or a resized copy. */
  readonly source: Photo;
  /** Positions are those of `source` enlarged this many times (bilinear, not rounded to bytes); 1 unless the photo is too small for crops. */
  readonly enlargement: number;
  /** The size of the picture that positions refer to: that of `source`, enlarged. */
  readonly frame: Size;
  /** The size of every crop. */
  readonly crop: Size;
  readonly crops: readonly CropPosition[];
}

export interface CropOptions {
  /** How many crops, 1 to `mostCrops`; the protocol's own number when left out. */
  readonly crops?: number;
  /** Of the draws of random places, as in torch.manual_seed; 0 when left out. */
  readonly seed?: number;
}

/** The whole photo in one of several sizes. */
export interface Scale extends Size {
  /** [height, width, 3] R, G, B on the scale of bytes; what was resized is not rounded. */
  readonly values: Uint8Array | Float32Array;
}

export interface CropProtocol {
  /** As `--protocol` takes it, and as files and records hold it. */
  readonly name: string;
  /** Further words for it on the command line. */
  readonly aliases: readonly string[];
  /** For people: `random crops of the photo squashed to 384x512`. */
  readonly title: string;
  /** How many crops the protocol's authors take; null where the photo or the network decides, whatever `crops` says. */
  readonly defaultCrops: number | null;
  /** Whether the only crop is the whole frame, so that no place in the photo is singled out. */
  readonly isWhole: boolean;
  /** Whether places are drawn at random, so that the seed counts. */
  readonly isRandom: boolean;
  /** The frame of every photo; null where it depends on the photo. */
  readonly fixedFrame: Size | null;
  /**
   * Decides the crops of one photo of any size.
   * @throws HyperIqaError USAGE when an option is out of range; IMAGE_TOO_SMALL when no crop fits.
   */
  plan(photo: Photo, options: CropOptions): CropPlan;
  /**
   * Of protocols that show the network the whole photo in several sizes at once: these, in a fixed order.
   * @throws HyperIqaError IMAGE_TOO_SMALL when nothing is left of a side.
   */
  readonly scales?: (photo: Photo) => readonly Scale[];
}

/** More crops of one photo than a mean can use: larger numbers are rejected as mistakes. */
export const mostCrops = 10_000;

/** @throws HyperIqaError USAGE unless `crops` is an integer from 1 to `mostCrops`. */
export function checkedCrops(crops: number): number {
  if (Number.isSafeInteger(crops) && crops >= 1 && crops <= mostCrops) return crops;
  throw new HyperIqaError('USAGE', `The number of crops must be an integer from 1 to ${mostCrops}, not ${crops}.`);
}

/** @throws HyperIqaError USAGE unless `seed` is an integer. */
export function checkedSeed(seed: number): number {
  if (Number.isSafeInteger(seed)) return seed;
  throw new HyperIqaError('USAGE', `The seed must be an integer, not ${seed}.`);
}
