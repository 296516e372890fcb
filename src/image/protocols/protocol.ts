/** Which crops of a photo a network looks at: the interface of every protocol, and checks that all of them need. */
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
  /** Positions refer to `source` enlarged by this factor (bilinear, not rounded to bytes); 1 unless the photo is too small. */
  readonly enlargement: number;
  /** The size of the picture that positions refer to: that of `source`, enlarged. */
  readonly frame: Size;
  /** The size of every crop. */
  readonly crop: Size;
  readonly crops: readonly CropPosition[];
}

export interface CropOptions {
  /** The number of crops, 1 to `mostCrops`; default the protocol's own. */
  readonly crops?: number | undefined;
  /** The seed of random positions, as in torch.manual_seed; default 0. */
  readonly seed?: number | undefined;
}

/** The whole photo at one of several sizes. */
export interface Scale extends Size {
  /** [height, width, 3] R, G, B on the scale of bytes; resized values are not rounded. */
  readonly values: Uint8Array | Float32Array;
}

export interface CropProtocol {
  /** Its name for `--protocol`, and in files and records. */
  readonly name: string;
  /** Alternative names on the command line. */
  readonly aliases: readonly string[];
  /** For display: `random crops of the photo squashed to 384x512`. */
  readonly title: string;
  /** The number of crops that the protocol's authors use; null where the photo or the network decides, whatever `crops` says. */
  readonly defaultCrops: number | null;
  /** Whether the only crop is the whole frame, so that it has no particular position in the photo. */
  readonly isWhole: boolean;
  /** Whether positions are random, so that the seed matters. */
  readonly isRandom: boolean;
  /** The size of every photo's frame; null where it depends on the photo. */
  readonly fixedFrame: Size | null;
  /**
   * Plans the crops of one photo of any size.
   * @throws HyperIqaError USAGE when an option is out of range; IMAGE_TOO_SMALL when no crop fits.
   */
  plan(photo: Photo, options: CropOptions): CropPlan;
  /**
   * For protocols that show the network the whole photo at several sizes at once: these, in a fixed order.
   * @throws HyperIqaError IMAGE_TOO_SMALL when nothing is left of a side.
   */
  readonly scales?: (photo: Photo) => readonly Scale[];
}

/** A larger number of crops is rejected as a mistake, since it would not change the mean. */
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
