/** What `open` gives: the same in Node and in browsers. */
import type { HyperIqaError } from '../errors.ts';
import type { Precision } from '../graph/rewrite.ts';
import type { CropOptions } from '../image/protocols/protocol.ts';
import type { FaceOptions } from '../models/detector.ts';
import type { ClipResult } from '../scoring/clip-report.ts';
import type { PhotoResult } from '../scoring/photo-report.ts';

/** Weights on their way: their bytes so far. */
export interface WeightsProgress {
  /** A path, an address or a file's name. */
  readonly file: string;
  readonly loaded: number;
  /** null where the server does not say. */
  readonly total: number | null;
}

/** @typeParam Weights where weights may come from. */
export interface OpenOptions<Weights> {
  /**
   * Names of metrics, such as `hyperiqa` or `['hyperiqa', 'ssim']`; the first one's score is the photo's. When left out, the
   * models of `weights`, or else `hyperiqa`.
   */
  readonly metric?: string | readonly string[];
  /**
   * Names of metrics that judge faces, such as those that were made for them; faces are then looked for. The metrics of
   * photos judge faces, too, when left out.
   */
  readonly faceMetric?: string | readonly string[];
  /** Whether the landmarks of faces are found; faces are then looked for. */
  readonly landmarks?: boolean;
  /** Files of weights, converted or original checkpoints. Each says itself which metric it belongs to. */
  readonly weights?: Weights | readonly Weights[];
  /** Whether faces are looked for, and by which weights; when left out, only if another option needs them. */
  readonly faces?: boolean | Weights;
  /** Whether large photos are looked at in tiles, too, where the detector finds small faces; faces are then looked for. */
  readonly detectorTiles?: boolean;
  /** `f32` when left out; `f16` is faster on GPUs, and an approximation. */
  readonly precision?: Precision;
  /** Ends the opening: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WeightsProgress) => void;
}

/** How photos are scored. */
export interface ScoringOptions<Input> extends CropOptions, FaceOptions {
  /** The undistorted original, of the same size, for metrics that compare a photo with it. */
  readonly reference?: Input;
  /** Whether photos are turned as their files say first; as stored when left out. */
  readonly autoOrient?: boolean;
  /** Photos with more pixels are refused before they are decoded; 200 million in Node, 100 million in browsers when left out. */
  readonly maxPixels?: number;
  /** Ends the work at once: it rejects with the signal's reason, and nothing more runs on the GPU for it. */
  readonly signal?: AbortSignal;
}

/** How far a stream of photos has come. */
export interface PhotosProgress {
  readonly done: number;
  /** null where the inputs' number is not known. */
  readonly total: number | null;
}

export interface StreamOptions<Input> extends ScoringOptions<Input> {
  /** Called after each photo. */
  readonly onProgress?: (progress: PhotosProgress) => void;
}

/** A frame of a clip, such as a video gives. */
export interface ClipFrameInput<Input> {
  /** Its number in the clip; the first is 0. */
  readonly index: number;
  /** When it is shown; null where that is not known. */
  readonly seconds: number | null;
  readonly photo: Input;
}

export interface ClipScoringOptions<Input>
  extends Pick<StreamOptions<Input>, 'crops' | 'seed' | 'autoOrient' | 'maxPixels' | 'signal' | 'onProgress'> {}

/** A photo that could not be scored. */
export interface FailedPhoto {
  readonly file: string;
  readonly error: HyperIqaError;
}

/** @typeParam Input what a photo may come as. */
export interface PhotoScorer<Input> extends AsyncDisposable {
  /** Which metrics score, by whose weights: `hyperiqa/authors/demo`, with commas between several. */
  readonly model: string;
  /** The same of what judges faces; null where that is what judges photos. */
  readonly faceModel: string | null;
  /** The adapter's name. */
  readonly adapter: string;
  /** What people should know of these scores, a sentence each; usually empty. */
  readonly notices: readonly string[];
  /**
   * Scores one photo. May be called again before the first score is there; a few photos are worked on at a time, the others
   * wait.
   * @throws HyperIqaError USAGE for an input of no known kind, or options out of range; FILE, DOWNLOAD, IMAGE,
   * IMAGE_TOO_LARGE, IMAGE_TOO_SMALL for a photo that cannot be read; REFERENCE; DEVICE_LOST after `close`, or when the
   * device was lost twice at this photo; the signal's reason.
   */
  score(input: Input, options?: ScoringOptions<Input>): Promise<PhotoResult>;
  /**
   * Scores photos, in their order; while one is scored, the next ones are read. A photo that cannot be scored gives its error
   * and costs no other photo.
   * @throws as `score`, but for errors of one photo.
   */
  scoreAll(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    options?: StreamOptions<Input>,
  ): AsyncGenerator<PhotoResult | FailedPhoto, void>;
  /**
   * Scores the frames of one clip, in their order: metrics that were made for clips as they do, of all others the mean over the
   * frames. Two frames are worked on while the next is read, and none is kept. Faces are not looked for.
   * @param frames anything that `score` takes, or that with number and time, as videos give it. All have one size.
   * @throws as `score`, also for a frame that cannot be read.
   */
  scoreClip(
    frames: Iterable<Input | ClipFrameInput<Input>> | AsyncIterable<Input | ClipFrameInput<Input>>,
    options?: ClipScoringOptions<Input>,
  ): Promise<ClipResult>;
  /** Waits for the runs under way, then releases the GPU and all weights. Safe to call twice. */
  close(): Promise<void>;
}
