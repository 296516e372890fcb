/**
 * What the program knows of a model: a row of the registry. The row is light, since the page loads all rows; the code
 * behind it is imported when the model is first used.
 */
import type { TensorFile } from '../formats/tensor-file.ts';
import type { Graph } from '../graph/graph.ts';
import type { Compiler } from '../graph/program.ts';
import type { Photo } from '../image/photo.ts';
import type { CropProtocol } from '../image/protocols/protocol.ts';
import type { FaceDetector } from './detector.ts';
import type { Distribution } from './distribution.ts';
import type { FaceEmbedder } from './embedder.ts';
import type { FaceLandmarker } from './landmarks.ts';
import type { TensorSpec } from './layout.ts';
import type { Metric } from './metric.ts';
import type { WeightSource } from './weight-source.ts';

/** How a download is known to be the right file. */
export type Checksum =
  | { readonly kind: 'sha256'; readonly value: string }
  /** The first digits of the sha256, which PyTorch's users put into file names. */
  | { readonly kind: 'sha256-prefix'; readonly value: string }
  /** None is published: the first download is recorded and later ones must agree. */
  | { readonly kind: 'recorded' };

/** A file at its publisher's own address. */
export interface PublishedFile {
  readonly url: string;
  /** What the download is called in the weights folder. */
  readonly name: string;
  /** Of the published file: exactly, or as far as is known. */
  readonly size: { readonly bytes: number; readonly isExact: boolean };
  readonly checksum: Checksum;
}

/** Where a checkpoint's weights come from. */
export type CheckpointSource =
  /** The converted file is part of this repository. */
  | { readonly kind: 'committed' }
  /** `weights get NAME` downloads and converts it. */
  | {
      readonly kind: 'download';
      /** Usually one; several where a model is published in several files (see `Naming.partOf`). */
      readonly files: readonly PublishedFile[];
      /** A page for people, for when the download needs a browser. */
      readonly page: string;
      /** Where the publisher's servers redirect to; a leading dot stands for all hosts below. */
      readonly hosts: readonly string[];
      readonly dtype: 'f32' | 'f16';
    }
  /** Its publisher offers no address that a program may use: people bring the file from this page. */
  | { readonly kind: 'brought'; readonly page: string }
  /** A formula: there are no weights. */
  | { readonly kind: 'none' };

/** One training of a model: what is true of the weights, not of the network. Written into converted files. */
export interface Checkpoint {
  /** `hyperiqa-koniq`: unique among all models; `weights get NAME` */
  readonly name: string;
  /** The word for it in labels: `authors` in `hyperiqa/authors/demo`. Files converted by it hold it as source_naming. */
  readonly label: string;
  readonly trainedOn: string;
  /** The public data set whose photos the training saw, so that a study of them flatters it; null for none. */
  readonly sawPhotosOf: string | null;
  /** Which of two scores is of the better photo. */
  readonly better: 'higher' | 'lower';
  /** The scale that scores lie on. */
  readonly range: readonly [number, number];
  /** Whether scores beyond the range are cut to it: those of crops, before they are averaged. */
  readonly isClipped: boolean;
  /** The protocol that its makers score by; null for a metric without crops. */
  readonly protocol: string | null;
  /** What people should know of its scores, a sentence or two; null where there is nothing to warn of. */
  readonly caution: string | null;
  readonly licence: string;
  /** The converted file's name in weights/. */
  readonly file: string | null;
  /** Of the converted file, about. */
  readonly bytes: number;
  readonly source: CheckpointSource;
}

/** What is known of a file before any value is read: what it says of itself, and its tensors' names and shapes. */
export type FileHead = Pick<TensorFile, 'metadata' | 'tensors'>;

/** What one file says of the network that its weights belong to. */
export interface FileDescription {
  /** What this file calls a tensor of the model, in place of `Naming.nameInFile`. */
  nameInFile(tensor: string): string;
  /** What the network needs to know and no shape tells, such as activations: see `WeightSource.fact`. Converted files keep it. */
  readonly facts: Readonly<Record<string, string>>;
  /** The checkpoint that the file is taken for, where it tells more than its names do; else the naming's. */
  readonly checkpoint?: string;
  /** Why these weights cannot be used although they bear the model's names: a sentence for people. */
  readonly refusal?: string;
}

/** How one kind of file calls the tensors of a model. */
export interface Naming {
  /** 'authors', 'pyiqa', 'caffe', 'opencv' */
  readonly name: string;
  /** The checkpoint that a file with these names is taken for, unless its metadata say otherwise. */
  readonly checkpoint: string;
  /** What the file calls a tensor of the model. */
  nameInFile(tensor: string): string;
  /**
   * Reads what a file says beside its tensors, such as the layers of a whole Keras model, where layers that Keras numbered
   * itself are named. It sees files of any model. Undefined: the file says nothing that this naming needs.
   */
  describe?(file: FileHead): FileDescription | undefined;
  /**
   * Of a model that is published in several files, which of them holds a tensor: a word such as `det1`. Different tensors may
   * have one name in different files. Absent where one file holds the model.
   */
  partOf?(tensor: string): string;
  /** Of a tensor whose axes the file has in another order: which of the file's axes each of the model's is. */
  axesInFile?(tensor: string): readonly number[] | undefined;
  /**
   * Whether the file may split an axis of the model's into several, one after another in the same order, or have further axes
   * of size 1, as flax does.
   */
  readonly splitsAxes?: boolean;
  /** Of a tensor that the model takes otherwise than its training stored it: its values, made of the file's in the model's order. */
  prepared?(tensor: string): ((values: Float32Array, shape: readonly number[]) => Float32Array) | undefined;
  /** Names of what training leaves in the file and scoring has no use for; none when left out. */
  readonly ignored?: RegExp;
}

interface ModelRow {
  /** `hyperiqa`: --metric, metadata, JSON, CSV. */
  readonly name: string;
  /** Further words for it on the command line. */
  readonly aliases: readonly string[];
  /** `HyperIQA` */
  readonly title: string;
  /** One sentence for help texts and cards. */
  readonly about: string;
  /** Authors, title, where and when it was published. */
  readonly paper: string;
  /** What its results were compared with, in a sentence or two; for docs/models. The figures are in docs/PARITY.md. */
  readonly parity: string;
  /** What its results do not tell, whatever the training, in a sentence or two; for docs/models. */
  readonly limits: string;
  /** The first whose converted file is there is the default. */
  readonly checkpoints: readonly Checkpoint[];
  /** None for a formula. */
  readonly namings: readonly Naming[];
}

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

export interface DetectorModel extends ModelRow {
  readonly task: 'detector';
  /** Whether its faces have their five points, so that no other network need look for them. */
  readonly findsPoints: boolean;
  code(): Promise<DetectorCode>;
}

export interface LandmarkModel extends ModelRow {
  readonly task: 'landmarks';
  code(): Promise<LandmarkCode>;
}

export type Model = MetricModel | DetectorModel | LandmarkModel;

/** Whether the metric judges a photo by its undistorted original. */
export function comparesWithReference({ judges }: MetricModel): boolean {
  return judges === 'photo-against-reference';
}

interface ModelCode {
  /** Asks for every tensor that the model takes, so that whoever gives them knows names and shapes. */
  request(weights: WeightSource): void;
  /**
   * The network as it usually runs, for `batch` crops or photos: what is tuned, profiled and measured.
   * @throws HyperIqaError WEIGHTS for a tensor that is missing or of another shape.
   */
  graph(weights: WeightSource, batch: number): Graph;
  /** What a batch is counted in. */
  readonly unit: 'crop' | 'photo';
  /** The batch of a photo that is scored by default. */
  readonly usualBatch: number;
  /** How synthetic weights of a tensor are spread, where the general rule would let activations explode or die. */
  distributionOf?(spec: TensorSpec): Distribution | undefined;
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

export interface DetectorCode extends ModelCode {
  /** @throws HyperIqaError WEIGHTS when the file holds other weights; SHADER, OUT_OF_MEMORY. */
  open(compiler: Compiler, file: TensorFile): Promise<FaceDetector>;
}

export interface LandmarkCode extends ModelCode {
  /** @throws HyperIqaError WEIGHTS when the file holds other weights; SHADER, OUT_OF_MEMORY. */
  open(compiler: Compiler, file: TensorFile): Promise<FaceLandmarker>;
}

/** Reads what a network knows of a photo's content, for `evaluate content-map`. */
export interface ContentProbe {
  /** How many values a photo has. */
  readonly length: number;
  /** What is looked at, for people: `one crop of 224x224 from the middle of the photo squashed to 384x512`. */
  readonly view: string;
  look(photo: Photo): Promise<{ readonly content: Float32Array; readonly score: number }>;
}
