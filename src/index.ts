/**
 * The library, as Node programs import it. The rooms behind it but platform/ use no Node API: in a browser,
 * `Engine.open(navigator.gpu)` takes the place of `openNodeGpu`, and any `ByteSource` and `Photo` that of files.
 */
export { type ErrorCode, HyperIqaError } from './errors.ts';
export { openTensorFile } from './formats/detect.ts';
export type { ByteSource, TensorFile } from './formats/tensor-file.ts';
export type { AdapterSummary } from './gpu/adapter.ts';
export { Engine, type EngineOptions } from './gpu/engine.ts';
export type { CropProtocol } from './image/crops.ts';
export type { Photo } from './image/photo.ts';
export { type WeightSource, weightsOf } from './models/weight-source.ts';
export { decodePhoto, decodePhotoBytes } from './platform/decode.ts';
export { openFile } from './platform/file-source.ts';
export { listAdapters, openNodeGpu } from './platform/node-gpu.ts';
export { Brisque, type BrisqueScore } from './scoring/brisque-scorer.ts';
export { type Face, FaceDetector, type FaceOptions } from './scoring/face-finder.ts';
export { HyperIqa, protocolOf, type QualityScore, type ScoreOptions } from './scoring/hyperiqa-scorer.ts';
export { betterScore, type Metric, type MetricName } from './scoring/metric.ts';
export { type FaceScore, type PhotoScore, scorePhoto } from './scoring/photo-scorer.ts';
