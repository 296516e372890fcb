/** What a measure of quality is given, and what it gives. */
import type { Photo } from '../image/photo.ts';
import type { CropOptions, CropPosition, Size } from '../image/protocols/protocol.ts';

/** What a metric looks at. */
export interface MetricInput {
  readonly photo: Photo;
  /** The undistorted original of the same size, for metrics that compare a photo with it. */
  readonly reference?: Photo;
}

/** `crops` and `seed` are for metrics that look at crops; others take no notice. */
export interface ScoreOptions extends CropOptions {
  /** Ends the scoring before the next run on the GPU: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface CropScore extends CropPosition {
  readonly score: number;
}

/** Where a metric looked. */
export interface ScoredCrops {
  /** The size of the picture that the crops are cut from: the photo resized as the protocol does. */
  readonly frame: Size;
  /** A crop's side in the same pixels. */
  readonly side: number;
  readonly scores: readonly CropScore[];
}

export interface Score {
  readonly value: number;
  /** None where the metric looks at the whole photo. */
  readonly crops?: ScoredCrops;
  /** What it found, for people, where a number does not say it: `blurred, level 2 of 5 (probability 0.99)`. */
  readonly words?: string;
  /** Numbers that the value is made of, or that come beside it, by name. */
  readonly parts?: Readonly<Record<string, number>>;
}
