/** What every measure of quality has in common: what it judges, and the score that it gives. */
import type { Photo } from '../image/photo.ts';
import type { CropOptions, CropPosition, CropProtocol, Size } from '../image/protocols/protocol.ts';
import type { Checkpoint, MetricModel } from './model.ts';

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

/** Judges the frames of one clip, in their order. */
export interface ClipJudgement {
  /**
   * Takes the next frame.
   * @param seen what `ClipJudge.look` gave for it.
   * @returns the frame's quality after those before it, on the scale of the score.
   */
  add(seen: Float32Array): number;
  /** The score of all frames so far, at least one. */
  score(): Score;
}

/** How a metric that was made for clips judges them. */
export interface ClipJudge {
  /**
   * What the network sees in a frame, whatever the frames before it. May be called again before the first is there.
   * @throws as `Metric.score`.
   */
  look(frame: Photo, options?: Pick<ScoreOptions, 'signal'>): Promise<Float32Array>;
  /** Needs no device, so that a clip survives the loss of one. */
  begin(): ClipJudgement;
}

/** A model with weights on an engine. */
export interface Metric {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  /** How crops are cut; null for a metric that looks at the whole photo. */
  readonly protocol: CropProtocol | null;
  /** Model, checkpoint and protocol, as JSON lines and records hold it: `hyperiqa/authors/demo`. */
  readonly label: string;
  /**
   * Scores one photo. May be called again before the first score is there; results come in any order.
   * @throws HyperIqaError USAGE for options out of range, or a photo whose data do not have its size; REFERENCE where a reference is needed and missing, or has
   * another size; IMAGE_TOO_SMALL, IMAGE_TOO_LARGE for a photo that this metric cannot judge; WEIGHTS when scores come out
   * as no numbers; OUT_OF_MEMORY, LIMIT, DEVICE_LOST.
   */
  score(input: MetricInput, options?: ScoreOptions): Promise<Score>;
  /** Only of a metric that was made for clips, to which a photo is a clip of one frame. */
  readonly clips?: ClipJudge;
  /** Releases what it holds on the GPU. */
  dispose(): void;
}
