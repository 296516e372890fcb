/**
 * A row of the registry, by which the program knows a model. Rows are light, since they are loaded together; a model's code
 * and its card are imported when they are first used.
 */
import type { TensorFile } from '../formats/tensor-file.ts';
import type { Compiler } from '../graph/program.ts';
import type { FaceDetector } from './detector.ts';
import type { FaceLandmarker } from './landmarks.ts';
import type { MetricModel } from './metric.ts';
import type { ModelCode, ModelRow } from './model-row.ts';

export interface DetectorModel extends ModelRow {
  readonly task: 'detector';
  /** Whether it also finds each face's five points, so that no other network is needed for them. */
  readonly findsPoints: boolean;
  code(): Promise<DetectorCode>;
}

export interface LandmarkModel extends ModelRow {
  readonly task: 'landmarks';
  code(): Promise<LandmarkCode>;
}

export type Model = MetricModel | DetectorModel | LandmarkModel;

export interface DetectorCode extends ModelCode {
  /** @throws HyperIqaError WEIGHTS when the file holds other weights; SHADER, OUT_OF_MEMORY. */
  open(compiler: Compiler, file: TensorFile): Promise<FaceDetector>;
}

export interface LandmarkCode extends ModelCode {
  /** @throws HyperIqaError WEIGHTS when the file holds other weights; SHADER, OUT_OF_MEMORY. */
  open(compiler: Compiler, file: TensorFile): Promise<FaceLandmarker>;
}
