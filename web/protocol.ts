/**
 * What the page and its worker say to each other. The worker owns the GPU, the weights and all decoding; the page owns
 * what is seen. Messages are plain data; pictures travel as transferred bitmaps or as blobs, never copied.
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
  /** The first message; again after `openFailed`. `folder` is the absolute address of the page's folder. */
  | { readonly type: 'open'; readonly folder: string }
  /** Adds a photo to the end of the queue. Ids are the page's; each is used once. */
  | {
      readonly type: 'score';
      readonly id: number;
      readonly file: Blob;
      readonly name: string;
      readonly options: Options;
      /** For metrics that compare: the undistorted original, of the same size, or why there is none. */
      readonly reference?: NamedFile | ReferenceFault;
    }
  /** Photos of these ids, or all; each of them that has no answer yet is answered by `cancelled` at once. */
  | { readonly type: 'cancel'; readonly ids: readonly number[] | 'all' }
  /** A checkpoint of any known kind that takes the place of its model's weights. */
  | { readonly type: 'useWeights'; readonly id: number; readonly file: Blob; readonly name: string }
  /** Back to the weights from the page's folder. */
  | { readonly type: 'useOwnWeights'; readonly id: number; readonly model: string }
  /** The pixels that were scored, for a large view; `longestSide` in pixels. The photo comes again: none are kept. */
  | {
      readonly type: 'preview';
      readonly id: number;
      readonly file: Blob;
      readonly name: string;
      readonly longestSide: number;
      readonly autoOrient: boolean;
    }
  /** How pixels of a camera stand to the rules of `options`. */
  | { readonly type: 'check'; readonly id: number; readonly bitmap: ImageBitmap; readonly options: Options }
  /** Every `every`-th frame of a video by the metrics of `options`; photos wait meanwhile. */
  | {
      readonly type: 'clip';
      readonly id: number;
      readonly file: Blob;
      readonly name: string;
      readonly every: number;
      readonly options: Options;
    }
  /** The clip of this id is answered by `clipFailed`. */
  | { readonly type: 'cancelClip'; readonly id: number }
  /** Times every layer of the network of this model. */
  | { readonly type: 'profile'; readonly id: number; readonly model: string }
  /**
   * Measures which kernel is fastest for each layer of this model, uses it from then on, and remembers it for later
   * visits. Takes seconds on a graphics card, minutes on a software adapter; photos wait meanwhile.
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
  /** Whether to look for faces. */
  readonly faces: boolean;
  /** What scores faces; `metrics` when empty. */
  readonly faceMetrics: readonly string[];
  /** Whether to find the landmarks of faces; also found where something else needs them. */
  readonly landmarks: boolean;
  /** What a photo must meet, as `--require` takes it; empty for no rules. */
  readonly rules: string;
  /** 0..1 */
  readonly minConfidence: number;
  /** HyperIQA's crops; the checkpoint's own number (10 or 25) when left out. */
  readonly crops?: number;
  /** Of the places of the crops of protocol demo; the same as the command line's --seed. */
  readonly seed: number;
  /** Whether photos are turned as EXIF says before they are scored; as stored when left out. */
  readonly autoOrient?: boolean;
}

/** From the worker to the page. */
export type FromWorker =
  /** Weights on their way, several files in turn. `total` is of this file, in bytes. */
  | { readonly type: 'loading'; readonly name: string; readonly loaded: number; readonly total: number }
  /** The engine is open. Photos may be sent before; they wait. */
  | { readonly type: 'ready'; readonly adapter: AdapterSummary; readonly models: readonly ModelInfo[] }
  /**
   * Nothing can be scored; photos that wait are answered by `failed` with the same error. `open` tries again. Also when
   * the device was lost twice at the same photo.
   */
  | { readonly type: 'openFailed'; readonly error: Failure }
  /** The device was lost; the worker opens a new one, loads the models again and scores the photo that it was at again. */
  | { readonly type: 'deviceLost'; readonly error: Failure }
  /** After `deviceLost`: everything works again. */
  | { readonly type: 'recovered'; readonly adapter: AdapterSummary }
  | { readonly type: 'progress'; readonly id: number; readonly stage: Stage }
  /** Comes as soon as the photo is decoded. */
  | { readonly type: 'decoded'; readonly id: number; readonly picture: Picture }
  | { readonly type: 'scored'; readonly id: number; readonly result: Result }
  /** The photo with that id failed; the others continue. */
  | { readonly type: 'failed'; readonly id: number; readonly error: Failure }
  | { readonly type: 'cancelled'; readonly id: number }
  /** Other weights are in use from now on. */
  | {
      readonly type: 'weightsInUse';
      readonly id: number;
      readonly report: readonly string[];
      readonly models: readonly ModelInfo[];
    }
  /** The old weights stay in use. */
  | { readonly type: 'weightsFailed'; readonly id: number; readonly error: Failure }
  | { readonly type: 'preview'; readonly id: number; readonly bitmap: ImageBitmap }
  | { readonly type: 'previewFailed'; readonly id: number; readonly error: Failure }
  | { readonly type: 'checked'; readonly id: number; readonly verdicts: readonly Verdict[] }
  | { readonly type: 'checkFailed'; readonly id: number; readonly error: Failure }
  /** Of a video's frames, about `total`. */
  | { readonly type: 'clipProgress'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly type: 'clipScored'; readonly id: number; readonly result: ClipResult }
  | { readonly type: 'clipFailed'; readonly id: number; readonly error: Failure }
  | { readonly type: 'profiled'; readonly id: number; readonly profile: Profile }
  | { readonly type: 'profileFailed'; readonly id: number; readonly error: Failure }
  /** How many layers were measured, of those that were not before. */
  | { readonly type: 'tuning'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly type: 'tuned'; readonly id: number }
  | { readonly type: 'tuneFailed'; readonly id: number; readonly error: Failure };

/** One sentence or two for people: what went wrong, and what to do. UNEXPECTED is a fault of the program's own. */
export interface Failure {
  readonly code: ErrorCode | 'UNEXPECTED';
  readonly message: string;
  /** Only with IMAGE: the file is not a photo, whatever its name. */
  readonly isForeign?: true;
}

/** What the worker does for a photo at the moment. */
export type Stage =
  | { readonly kind: 'decoding' }
  /** `done` of `total` pictures are scored: the photo, then each face, by each metric. Faces count once found. */
  | { readonly kind: 'scoring'; readonly done: number; readonly total: number }
  | { readonly kind: 'faces' };

/** A decoded photo. */
export interface Picture {
  /** Pixels, as stored in the file or turned: that is what is scored, and what boxes refer to. */
  readonly width: number;
  readonly height: number;
  /** How a viewer would turn the pixels, by EXIF's orientation, 1 to 8; 1 where the file says nothing. */
  readonly orientation: number;
  /** Whether the pixels were turned as EXIF says: they are scored and shown so. */
  readonly turned: boolean;
  /** What is wrong with the file although it could be read; usually empty. */
  readonly warnings: readonly string[];
  /** image/jpeg of the stored pixels, not turned, its longest side at most 320 pixels. */
  readonly thumbnail: Blob;
}

/** The scores of one photo. */
export interface Result extends Scores {
  /** What every metric says, with its checkpoint, direction and scale. */
  readonly results: readonly MetricResult[];
  /** Metrics that gave no score, of the photo or of a face; usually empty. */
  readonly failures: readonly MetricFailure[];
  readonly faces: readonly FaceScore[];
  /** How the photo stands to each rule; none without rules. */
  readonly requirements?: readonly Verdict[];
  /** HyperIQA's crops; null where it was not asked for. */
  readonly crops: Crops | null;
  /** Which weights scored, of each metric, with commas between them; as the command line says it. */
  readonly model: string;
  readonly adapter: string;
  /** Decoding and scoring; with the first photo, also compiling. */
  readonly milliseconds: number;
}

/** Where HyperIQA looked. */
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

/** A model with the weights that it uses. */
export interface ModelInfo {
  readonly model: string;
  /** The file's. */
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal, of the file. */
  readonly sha256: string;
  /** From the page's folder, or dropped by the user. */
  readonly origin: 'page' | 'user';
  /** What is true of these weights: training, direction, range, caution, licence. */
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
  /** In the order of execution. Milliseconds, flops and bytes moved, and the kernel that was chosen. */
  readonly layers: readonly LayerTime[];
  readonly milliseconds: number;
  /** On the GPU, for this network. */
  readonly memory: { readonly arenaBytes: number; readonly weightBytes: number };
}
