/** The input and the result of a quality metric. */
import type { Photo } from '../image/photo.ts';
import type { CropOptions, CropPosition, Size } from '../image/protocols/protocol.ts';

/** The input of a metric. */
export interface MetricInput {
  readonly photo: Photo;
  /** The undistorted original of the same size, for metrics that compare a photo with it. */
  readonly reference?: Photo;
}

/** `crops` and `seed` only affect metrics that look at crops. */
export interface ScoreOptions extends CropOptions {
  /** Aborts scoring before the next run on the GPU: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface CropScore extends CropPosition {
  readonly score: number;
}

/** Where a metric looked. */
export interface ScoredCrops {
  /** The size of the picture that the crops are cut from: the photo as the protocol resizes it. */
  readonly frame: Size;
  /** A crop's side in the same pixels. */
  readonly side: number;
  readonly scores: readonly CropScore[];
}

export interface Score {
  readonly value: number;
  /** Absent where the metric looks at the whole photo. */
  readonly crops?: ScoredCrops;
  /** A finding that a number does not express, for display: `blurred, level 2 of 5 (probability 0.99)`. */
  readonly words?: string;
  /** Numbers that the score is computed from, or that accompany it, by name. */
  readonly parts?: Readonly<Record<string, number>>;
}
