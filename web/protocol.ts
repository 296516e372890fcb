/**
 * The messages between the page and its worker. The worker owns the GPU, the weights and all decoding; the page owns the user
 * interface. Messages are plain data; pictures are sent as transferred bitmaps or as blobs, never copied.
 */
import type { ErrorCode } from '../src/errors.ts';
import type { AdapterSummary } from '../src/gpu/adapter.ts';
import type { Checkpoint } from '../src/models/checkpoint.ts';
import type { LayerTime } from '../src/profile/layer-times.ts';
import type { ClipResult } from '../src/scoring/clip-report.ts';
import type { MetricFailure, MetricResult, Scores } from '../src/scoring/judge.ts';
import type { Verdict } from '../src/scoring/requirements.ts';
import type { FaceScore } from '../src/scoring/score-face.ts';

/** From the page to the worker. */
export type ToWorker =
  /** The first message, repeated after `openFailed`. `folder` is the absolute address of the page's folder. */
  | { readonly type: 'open'; readonly folder: string }
  /** Adds a photo to the end of the queue. The page assigns ids; each is used once. */
  | {
      readonly type: 'score';
      readonly id: number;
      readonly file: Blob;
      readonly name: string;
      readonly options: Options;
      /** For metrics that compare: the undistorted original, of the same size, or why there is none. */
      readonly reference?: NamedFile | ReferenceFault;
    }
  /** Cancels the photos with these ids, or all; each that has no answer yet is answered by `cancelled` at once. */
  | { readonly type: 'cancel'; readonly ids: readonly number[] | 'all' }
  /**
   * Uses checkpoints of any known kind instead of their models' weights. Files that are the parts of one model are used as one.
   */
  | { readonly type: 'useWeights'; readonly id: number; readonly files: readonly NamedFile[] }
  /** Returns to the weights of the page's folder. */
  | { readonly type: 'useOwnWeights'; readonly id: number; readonly model: string }
  /**
   * Requests the pixels that were scored, for a large view; `longestSide` in pixels. The photo is sent again, as none are kept.
   */
  | {
      readonly type: 'preview';
      readonly id: number;
      readonly file: Blob;
      readonly name: string;
      readonly longestSide: number;
      readonly autoOrient: boolean;
    }
  /** Checks a camera's pixels against the rules of `options`. */
  | { readonly type: 'check'; readonly id: number; readonly bitmap: ImageBitmap; readonly options: Options }
  /** Scores every `every`-th frame of a video by the metrics of `options`; photos wait meanwhile. */
  | {
      readonly type: 'clip';
      readonly id: number;
      readonly file: Blob;
      readonly name: string;
      readonly every: number;
      readonly options: Options;
    }
  /** The clip with this id is answered by `clipFailed`. */
  | { readonly type: 'cancelClip'; readonly id: number }
  /** Times every layer of this model's network. */
  | { readonly type: 'profile'; readonly id: number; readonly model: string }
  /**
   * Measures which kernel is fastest for each layer of this model, uses it from then on, and stores it for later visits. Takes
   * seconds on a graphics card, minutes on a software adapter; photos wait meanwhile.
   */
  | { readonly type: 'tune'; readonly id: number; readonly model: string };

export interface NamedFile {
  readonly file: Blob;
  readonly name: string;
}

/** A sentence that says why a photo's reference is not known. */
export interface ReferenceFault {
  readonly fault: string;
}

/** How a photo is scored. */
export interface Options {
  /** At least one; the first one's score is the photo's. */
  readonly metrics: readonly string[];
  /** Whether to search for faces. */
  readonly faces: boolean;
  /** The metrics of faces; `metrics` when empty. */
  readonly faceMetrics: readonly string[];
  /** Whether to find the landmarks of faces; they are also found where something else needs them. */
  readonly landmarks: boolean;
  /** The rules that a photo must meet, as for `--require`; empty for none. */
  readonly rules: string;
  /** 0..1 */
  readonly minConfidence: number;
  /** The number of crops; default the checkpoint's own. */
  readonly crops?: number;
  /** The seed of random crops, the same as the command line's --seed. */
  readonly seed: number;
  /** Whether photos are turned according to EXIF before they are scored. Default: false, as stored. */
  readonly autoOrient?: boolean;
}

/** From the worker to the page. */
export type FromWorker =
  /** Progress of loading weights, file by file. `total` is this file's size in bytes. */
  | { readonly type: 'loading'; readonly name: string; readonly loaded: number; readonly total: number }
  /** The engine is open. Photos may be sent before; they wait. */
  | { readonly type: 'ready'; readonly adapter: AdapterSummary; readonly models: readonly ModelInfo[] }
  /**
   * Nothing can be scored; waiting photos are answered by `failed` with the same error. `open` tries again. Also sent when the
   * device was lost twice at the same photo.
   */
  | { readonly type: 'openFailed'; readonly error: Failure }
  /** The device was lost; the worker opens a new one, loads the models and repeats the current photo. */
  | { readonly type: 'deviceLost'; readonly error: Failure }
  /** Follows `deviceLost`: everything works again. */
  | { readonly type: 'recovered'; readonly adapter: AdapterSummary }
  | { readonly type: 'progress'; readonly id: number; readonly stage: Stage }
  /** Sent as soon as the photo is decoded. */
  | { readonly type: 'decoded'; readonly id: number; readonly picture: Picture }
  | { readonly type: 'scored'; readonly id: number; readonly result: Result }
  /** The photo with this id failed; the others continue. */
  | { readonly type: 'failed'; readonly id: number; readonly error: Failure }
  | { readonly type: 'cancelled'; readonly id: number }
  | WeightsInUse
  /** The previous weights stay in use. */
  | { readonly type: 'weightsFailed'; readonly id: number; readonly error: Failure }
  | { readonly type: 'preview'; readonly id: number; readonly bitmap: ImageBitmap }
  | { readonly type: 'previewFailed'; readonly id: number; readonly error: Failure }
  | { readonly type: 'checked'; readonly id: number; readonly verdicts: readonly Verdict[] }
  | { readonly type: 'checkFailed'; readonly id: number; readonly error: Failure }
  /** Counts frames of a video; `total` is approximate. */
  | { readonly type: 'clipProgress'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly type: 'clipScored'; readonly id: number; readonly result: ClipResult }
  | { readonly type: 'clipFailed'; readonly id: number; readonly error: Failure }
  | { readonly type: 'profiled'; readonly id: number; readonly profile: Profile }
  | { readonly type: 'profileFailed'; readonly id: number; readonly error: Failure }
  /** Counts the layers that had not been measured before. */
  | { readonly type: 'tuning'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly type: 'tuned'; readonly id: number }
  | { readonly type: 'tuneFailed'; readonly id: number; readonly error: Failure };

/** Other weights are in use from now on. */
export interface WeightsInUse {
  readonly type: 'weightsInUse';
  readonly id: number;
  /** The models whose weights the user gave. */
  readonly used: readonly string[];
  /** Sentences for users: which other weights cannot be used, and which are not stored. */
  readonly problems: readonly string[];
  readonly models: readonly ModelInfo[];
}

/** One or two sentences for users: what went wrong, and what to do. UNEXPECTED is a defect of the program. */
export interface Failure {
  readonly code: ErrorCode | 'UNEXPECTED';
  readonly message: string;
  /** Only with IMAGE: the file is not a photo, whatever its name. */
  readonly isForeign?: true;
}

/** What the worker is doing for a photo. */
export type Stage =
  | { readonly kind: 'decoding' }
  /** `done` of `total` pictures are scored: the photo, then each face, by each metric. Faces count once they are found. */
  | { readonly kind: 'scoring'; readonly done: number; readonly total: number }
  | { readonly kind: 'faces' };

/** A decoded photo. */
export interface Picture {
  /** Pixels as stored in the file, or turned: those that are scored, and that boxes refer to. */
  readonly width: number;
  readonly height: number;
  /** EXIF's orientation, 1 to 8, by which a viewer would turn the pixels; 1 where the file states none. */
  readonly orientation: number;
  /** Whether the pixels were turned according to EXIF; they are scored and shown in that form. */
  readonly turned: boolean;
  /** Defects of the file that did not prevent reading it; usually empty. */
  readonly warnings: readonly string[];
  /** Set for files that may be transparent or animated: browsers do not show what is scored; `preview` gives it. */
  readonly shownOtherwise?: true;
  /** image/jpeg of the stored pixels, not turned, with a longest side of at most 320 pixels. */
  readonly thumbnail: Blob;
}

/** The scores of one photo. */
export interface Result extends Scores {
  /** Every metric's score, with its checkpoint, direction and range. */
  readonly results: readonly MetricResult[];
  /** Metrics that gave no score of the photo or of a face; usually empty. */
  readonly failures: readonly MetricFailure[];
  readonly faces: readonly FaceScore[];
  /** The verdict on each rule; absent without rules. */
  readonly requirements?: readonly Verdict[];
  /** The crops of the first metric that looks at crops; null where none does. */
  readonly crops: Crops | null;
  /** The weights of each metric, separated by commas, as on the command line. */
  readonly model: string;
  readonly adapter: string;
  /** The time for decoding and scoring; with the first photo, also for compiling. */
  readonly milliseconds: number;
}

/** Where a metric looked. */
export interface Crops {
  /** Pixels of the picture that crops are cut from: the photo squashed (demo: 384x512) or enlarged (uniform). */
  readonly width: number;
  readonly height: number;
  /** A crop's side in the same pixels. */
  readonly side: number;
  readonly crops: readonly { readonly top: number; readonly left: number; readonly score: number }[];
  readonly mean: number;
  /** Standard deviation over the crops (of the population: divided by their number). */
  readonly spread: number;
}

/** A model and the weights that it uses. */
export interface ModelInfo {
  readonly model: string;
  /** The file's name. */
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal, of the file. */
  readonly sha256: string;
  /** From the page's folder, or provided by the user. */
  readonly origin: 'page' | 'user';
  /** How the user's file was converted, one fact per line. */
  readonly report?: readonly string[];
  /** The properties of these weights: training, direction, range, caution, licence. */
  readonly checkpoint: Checkpoint;
  /** How crops are cut; null for models without crops. */
  readonly protocol: string | null;
}

/** One run of a network, timed by timestamp queries. */
export interface Profile {
  readonly model: string;
  readonly adapter: AdapterSummary;
  /** Crops or photos in the run. */
  readonly batch: number;
  readonly unit: 'crop' | 'photo';
  /** In the order of execution: milliseconds, flops, bytes moved, and the kernel that was chosen. */
  readonly layers: readonly LayerTime[];
  readonly milliseconds: number;
  /** On the GPU, for this network. */
  readonly memory: { readonly arenaBytes: number; readonly weightBytes: number };
}
