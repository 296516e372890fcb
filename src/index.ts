/**
 * The library, as Node programs import it. The rooms behind it but platform/ use no Node API: in a browser,
 * `Engine.open(navigator.gpu)` takes the place of `openNodeGpu`, and any `ByteSource` and `Photo` that of files.
 */
export { converted } from './convert/converted.ts';
export { type ErrorCode, HyperIqaError } from './errors.ts';
export { openTensorFile } from './formats/detect.ts';
export type { ByteSource, TensorFile } from './formats/tensor-file.ts';
export type { AdapterSummary } from './gpu/adapter.ts';
export { Engine, type EngineOptions } from './gpu/engine.ts';
export type { Photo } from './image/photo.ts';
export type { CropProtocol } from './image/protocols/protocol.ts';
export type { Face, FaceDetector, FaceOptions } from './models/detector.ts';
export type { CropScore, Metric, MetricInput, Score, ScoreOptions } from './models/metric.ts';
export type { Checkpoint, DetectorModel, MetricModel, Model } from './models/model.ts';
export { openMetric } from './models/open-metric.ts';
export { checkpointOf, detectorModels, findMetric, findModel, metricModels, models } from './models/registry.ts';
export { decodePhoto, decodePhotoBytes } from './platform/decode.ts';
export { openFile } from './platform/file-source.ts';
export { listAdapters, openNodeGpu } from './platform/node-gpu.ts';
export {
  type FaceScore,
  type MetricFailure,
  type MetricResult,
  type PhotoScore,
  scorePhoto,
} from './scoring/score-photo.ts';
