/** The interface that `open` returns, the same in Node and in browsers. */
import type { HyperIqaError } from '../errors.ts';
import type { Precision } from '../graph/rewrite.ts';
import type { CropOptions } from '../image/protocols/protocol.ts';
import type { FaceOptions } from '../models/detector.ts';
import type { ClipResult } from '../scoring/clip-report.ts';
import type { PhotoResult } from '../scoring/photo-report.ts';

/** How far weights have been loaded, in bytes. */
export interface WeightsProgress {
  /** A path, an address or a file's name. */
  readonly file: string;
  readonly loaded: number;
  /** null when the server does not state it. */
  readonly total: number | null;
}

/** @typeParam Weights what weights may be given as. */
export interface OpenOptions<Weights> {
  /**
   * Names of metrics, such as `hyperiqa` or `['hyperiqa', 'ssim']`; the first one's score is the photo's. Default: the models of
   * `weights`, or else `photo-judge`.
   */
  readonly metric?: string | readonly string[] | undefined;
  /**
   * Names of metrics that judge faces, which are then searched for. Default: `face-recognisability`, or the metrics of photos if
   * `metric` or `weights` determine them.
   */
  readonly faceMetric?: string | readonly string[] | undefined;
  /** Whether to find the landmarks of faces, which are then searched for. */
  readonly landmarks?: boolean | undefined;
  /** Weight files, converted or original checkpoints. The metric that each belongs to is recognised from the file. */
  readonly weights?: Weights | readonly Weights[] | undefined;
  /** Whether to search for faces, or the detector's weights. Default: only if another option needs faces. */
  readonly faces?: boolean | Weights | undefined;
  /** Whether to also search for faces in tiles of large photos, which finds small ones; faces are then searched for. */
  readonly detectorTiles?: boolean | undefined;
  /** Default `f32`. `f16` is faster on GPUs, and approximate. */
  readonly precision?: Precision | undefined;
  /** Aborts opening, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: WeightsProgress) => void) | undefined;
}

/** How photos are scored. */
export interface ScoringOptions<Input> extends CropOptions, FaceOptions {
  /** The undistorted original, of the same size, for metrics that compare a photo with it. */
  readonly reference?: Input | undefined;
  /** Whether to turn photos according to their EXIF orientation. Default: false, as stored. */
  readonly autoOrient?: boolean | undefined;
  /** Photos with more pixels are refused before they are decoded. Default: 200 million in Node, 100 million in browsers. */
  readonly maxPixels?: number | undefined;
  /** Aborts the work at once: it rejects with the signal's reason, and the GPU gets no further work for it. */
  readonly signal?: AbortSignal | undefined;
}

/** Progress of a stream of photos. */
export interface PhotosProgress {
  readonly done: number;
  /** null when the number of inputs is not known. */
  readonly total: number | null;
}

export interface StreamOptions<Input> extends ScoringOptions<Input> {
  /** Called after each photo. */
  readonly onProgress?: ((progress: PhotosProgress) => void) | undefined;
}

/** A frame of a clip, as a video yields it. */
export interface ClipFrameInput<Input> {
  /** Its number in the clip, from 0. */
  readonly index: number;
  /** When it is shown; null when that is not known. */
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

/** @typeParam Input what a photo may be given as. */
export interface PhotoScorer<Input> extends AsyncDisposable {
  /** Which metrics score, with which weights: `hyperiqa/authors/demo`; several are separated by commas. */
  readonly model: string;
  /** The same for the metrics of faces; null where the photo's metrics judge faces. */
  readonly faceModel: string | null;
  /** The adapter's name. */
  readonly adapter: string;
  /** What users should know about these scores, one sentence each; usually empty. */
  readonly notices: readonly string[];
  /**
   * Scores one photo. May be called again before it has resolved; a few photos are processed at a time, the others wait.
   * @throws HyperIqaError USAGE for an input of no known kind or options out of range; FILE, DOWNLOAD, IMAGE, IMAGE_TOO_LARGE,
   * IMAGE_TOO_SMALL for a photo that cannot be read; REFERENCE; DEVICE_LOST after `close`, or when the device was lost twice at
   * this photo; the signal's reason.
   */
  score(input: Input, options?: ScoringOptions<Input>): Promise<PhotoResult>;
  /**
   * Scores photos in order; while one is scored, the next ones are read. A photo that cannot be scored yields its error and does
   * not affect the others.
   * @throws as `score`, except errors of a single photo.
   */
  scoreAll(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    options?: StreamOptions<Input>,
  ): AsyncGenerator<PhotoResult | FailedPhoto, void>;
  /**
   * Scores the frames of one clip in order. Metrics for clips judge the clip as a whole; all others return the mean over its
   * frames. Two frames are processed while the next is read, and none is kept. Faces are not searched for.
   * @param frames inputs as for `score`, or with number and time, as videos yield them. All must have the same size.
   * @throws as `score`, also for a frame that cannot be read.
   */
  scoreClip(
    frames: Iterable<Input | ClipFrameInput<Input>> | AsyncIterable<Input | ClipFrameInput<Input>>,
    options?: ClipScoringOptions<Input>,
  ): Promise<ClipResult>;
  /** Waits for runs in progress, then releases the GPU and all weights. May be called more than once. */
  close(): Promise<void>;
}
