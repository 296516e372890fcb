/** The interfaces of quality metrics: their registry rows, their code, and the open metric. */
import type { TensorFile } from '../formats/tensor-file.ts';
import type { Compiler } from '../graph/program.ts';
import type { Photo } from '../image/photo.ts';
import type { CropProtocol } from '../image/protocols/protocol.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { FaceEmbedder } from './embedder.ts';
import type { ModelCode, ModelRow } from './model-row.ts';
import type { MetricInput, Score, ScoreOptions } from './score.ts';

/**
 * `aligned`: 112x112 pixels with eyes, nose and mouth at ArcFace's positions; `chip`: 150x150 pixels with them at dlib's; `box`:
 * the pixels that the face's box touches.
 */
export type FaceView = 'aligned' | 'chip' | 'box';

export interface MetricModel extends ModelRow {
  readonly task: 'metric';
  readonly judges: 'photo' | 'photo-against-reference' | 'face' | 'frames';
  /** The picture of a face that a metric of faces takes; absent for other metrics. */
  readonly faceView?: FaceView;
  /** Empty for a metric that looks at the whole photo. */
  readonly protocols: readonly CropProtocol[];
  /** For a metric whose scores have `words`. */
  readonly saysWords?: true;
  /** Whether it is a network, whose weights `--precision f16` rounds; false for statistics and formulas. */
  readonly usesPrecision: boolean;
  code(): Promise<MetricCode>;
}

/** Whether the metric compares a photo with its undistorted original. */
export function comparesWithReference({ judges }: MetricModel): boolean {
  return judges === 'photo-against-reference';
}

/** The options for opening a metric. */
export interface OpenMetric {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  /** Must stay open as long as the metric is used: weights are read whenever a new program is compiled. */
  readonly file: TensorFile;
  /** null for a metric without crops. */
  readonly protocol: CropProtocol | null;
}

export interface MetricCode extends ModelCode {
  /** @throws HyperIqaError WEIGHTS when the file holds other weights; SHADER, OUT_OF_MEMORY. */
  open(compiler: Compiler, options: OpenMetric): Promise<Metric>;
  /** Opens a view of the network's internal representation of content, if it has one; see `ContentProbe`. */
  openContentProbe?(compiler: Compiler, options: OpenMetric): Promise<ContentProbe>;
  /** Opens the network's embeddings of faces, if it is a recognition network. */
  openEmbedder?(compiler: Compiler, file: TensorFile): Promise<FaceEmbedder>;
}

/** A model with weights, opened on an engine. */
export interface Metric {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  /** How crops are cut; null for a metric that looks at the whole photo. */
  readonly protocol: CropProtocol | null;
  /** Model, checkpoint and protocol, as in JSON lines and records: `hyperiqa/authors/demo`. */
  readonly label: string;
  /**
   * Scores one photo. May be called again before it has resolved; results may come in any order.
   * @throws HyperIqaError USAGE for options out of range, or data that do not match the photo's size; REFERENCE where a required
   * reference is missing or of another size; IMAGE_TOO_SMALL, IMAGE_TOO_LARGE for a photo that this metric cannot judge; WEIGHTS
   * when scores are not finite; OUT_OF_MEMORY, LIMIT, DEVICE_LOST.
   */
  score(input: MetricInput, options?: ScoreOptions): Promise<Score>;
  /** Only for a metric of clips, which scores a photo as a clip of one frame. */
  readonly clips?: ClipJudge;
  /** Releases its resources on the GPU. */
  dispose(): void;
}

/** Judges the frames of one clip in order. */
export interface ClipJudgement {
  /**
   * Adds the next frame.
   * @param seen the result of `ClipJudge.look` for it.
   * @returns the frame's quality, given the previous frames, on the scale of the score.
   */
  add(seen: Float32Array): number;
  /** The score of all frames so far, at least one. */
  score(): Score;
}

/** How a metric of clips judges them. */
export interface ClipJudge {
  /**
   * The network's view of a frame, independent of the previous frames. May be called again before it has resolved.
   * @throws as `Metric.score`.
   */
  look(frame: Photo, options?: Pick<ScoreOptions, 'signal'>): Promise<Float32Array>;
  /** Begins a clip. Needs no device, so that a clip survives the loss of one. */
  begin(): ClipJudgement;
}

/** Reads a network's internal representation of a photo's content, for `evaluate content-map`. */
export interface ContentProbe {
  /** The number of values per photo. */
  readonly length: number;
  /** What it looks at, for display: `one crop of 224x224 from the middle of the photo squashed to 384x512`. */
  readonly view: string;
  look(photo: Photo): Promise<{ readonly content: Float32Array; readonly score: number }>;
}
