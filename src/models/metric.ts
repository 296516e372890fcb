/** Measures of quality: their rows in the registry, their code, and what it opens. */
import type { TensorFile } from '../formats/tensor-file.ts';
import type { Compiler } from '../graph/program.ts';
import type { Photo } from '../image/photo.ts';
import type { CropProtocol } from '../image/protocols/protocol.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { FaceEmbedder } from './embedder.ts';
import type { ModelCode, ModelRow } from './model-row.ts';
import type { MetricInput, Score, ScoreOptions } from './score.ts';

/**
 * `aligned`: 112x112 pixels with eyes, nose and mouth at ArcFace's places; `chip`: 150x150 pixels with them at dlib's;
 * `box`: the pixels that the face's box touches.
 */
export type FaceView = 'aligned' | 'chip' | 'box';

export interface MetricModel extends ModelRow {
  readonly task: 'metric';
  readonly judges: 'photo' | 'photo-against-reference' | 'face' | 'frames';
  /** Which picture of a face a metric that judges faces is given; what judges anything else has none. */
  readonly faceView?: FaceView;
  /** None for a metric that looks at the whole photo. */
  readonly protocols: readonly CropProtocol[];
  /** Of a metric whose scores have `words`. */
  readonly saysWords?: true;
  /** Whether it is a network, whose weights `--precision f16` rounds; not so for statistics and formulas. */
  readonly usesPrecision: boolean;
  code(): Promise<MetricCode>;
}

/** Whether the metric judges a photo by its undistorted original. */
export function comparesWithReference({ judges }: MetricModel): boolean {
  return judges === 'photo-against-reference';
}

/** What a metric is opened with. */
export interface OpenMetric {
  readonly model: MetricModel;
  readonly checkpoint: Checkpoint;
  /** Stays open as long as the metric is used: weights are read whenever a new program is compiled. */
  readonly file: TensorFile;
  /** null for a metric without crops. */
  readonly protocol: CropProtocol | null;
}

export interface MetricCode extends ModelCode {
  /** @throws HyperIqaError WEIGHTS when the file holds other weights; SHADER, OUT_OF_MEMORY. */
  open(compiler: Compiler, options: OpenMetric): Promise<Metric>;
  /** What the network makes of a photo's content, where it has such an inside; see `ContentProbe`. */
  openContentProbe?(compiler: Compiler, options: OpenMetric): Promise<ContentProbe>;
  /** What the network knows a face by, where it is a recognition network. */
  openEmbedder?(compiler: Compiler, file: TensorFile): Promise<FaceEmbedder>;
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

/** Reads what a network knows of a photo's content, for `evaluate content-map`. */
export interface ContentProbe {
  /** How many values a photo has. */
  readonly length: number;
  /** What is looked at, for people: `one crop of 224x224 from the middle of the photo squashed to 384x512`. */
  readonly view: string;
  look(photo: Photo): Promise<{ readonly content: Float32Array; readonly score: number }>;
}
