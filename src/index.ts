/**
 * The library's entry for Node: `open` scores photos; the other exports are for programs that manage engine, weights and pixels
 * themselves.
 */
export { converted } from './convert/converted.ts';
export { type ErrorCode, HyperIqaError } from './errors.ts';
export { openTensorFile } from './formats/detect.ts';
export type { ByteSource, DType, LevelStep, Levels, StoredTensor, TensorFile } from './formats/tensor-file.ts';
export type { AdapterSummary } from './gpu/adapter.ts';
export { type CompileOptions, Engine, type EngineOptions } from './gpu/engine.ts';
export type { ChoiceStore, ForcedKernels } from './gpu/kernel-choice.ts';
export type { KernelTime, LayerTimes } from './gpu/tuner.ts';
export type { Graph, Node } from './graph/graph.ts';
export type { OperatorKind } from './graph/operators/index.ts';
export type { Compiler, Inputs, Program, StepTime } from './graph/program.ts';
export type { Precision } from './graph/rewrite.ts';
export type { Constant, Shape, Value } from './graph/tensor.ts';
export { alignedFace } from './image/align-face.ts';
export type { Box } from './image/crop.ts';
export { eyeDistance, type FacePoints, fivePoints, roll } from './image/face-points.ts';
export type { Frame } from './image/frame.ts';
export type { DecodedPhoto, Photo } from './image/photo.ts';
export type { Point } from './image/point.ts';
export type { CropOptions, CropPlan, CropPosition, CropProtocol, Scale, Size } from './image/protocols/protocol.ts';
export type { DeviceTraits, MatrixForm } from './kernels/kernel.ts';
export type { FileBytes } from './library/bytes.ts';
export type { Pixels } from './library/pixels.ts';
export type {
  ClipFrameInput,
  ClipScoringOptions,
  FailedPhoto,
  OpenOptions,
  PhotoScorer,
  PhotosProgress,
  ScoringOptions,
  StreamOptions,
  WeightsProgress,
} from './library/scorer.ts';
export type { ByteStream } from './library/streamed.ts';
export type { Checkpoint, CheckpointSource, Checksum, PublishedFile } from './models/checkpoint.ts';
export { checkpointOf } from './models/checkpoint-of.ts';
export { defaultFaceMetric, defaultMetric } from './models/defaults.ts';
export type { Face, FaceDetector, FaceOptions } from './models/detector.ts';
export type { Distribution } from './models/distribution.ts';
export type { FaceEmbedder } from './models/embedder.ts';
export type { FaceLandmarker } from './models/landmarks.ts';
export type { TensorSpec } from './models/layout.ts';
export type {
  ClipJudge,
  ClipJudgement,
  ContentProbe,
  FaceView,
  Metric,
  MetricCode,
  MetricModel,
  OpenMetric,
} from './models/metric.ts';
export type { DetectorCode, DetectorModel, LandmarkCode, LandmarkModel, Model } from './models/model.ts';
export type { ModelCard } from './models/model-row.ts';
export type { FileDescription, FileHead, Naming } from './models/naming.ts';
export { openMetric } from './models/open-metric.ts';
export {
  detectorModels,
  findMetric,
  findModel,
  landmarkModels,
  metricModels,
  models,
} from './models/registry.ts';
export type { CropScore, MetricInput, Score, ScoredCrops, ScoreOptions } from './models/score.ts';
export type { WeightSource } from './models/weight-source.ts';
export type { PhotoInput, WeightsAt, WeightsInput } from './node/host.ts';
export { type NodeOpenOptions, open } from './node/open.ts';
export { type VideoFramesOptions, videoFrames } from './node/video-frames.ts';
export { choiceFile } from './platform/choice-file.ts';
export { type DecodeOptions, decodePhoto, decodePhotoBytes } from './platform/decode.ts';
export { openFile } from './platform/file-source.ts';
export { listAdapters, type NodeGpu, type NodeGpuOptions, openNodeGpu } from './platform/node-gpu.ts';
export type { ClipResult } from './scoring/clip-report.ts';
export type { MetricFailure, MetricResult } from './scoring/judge.ts';
export type { DrawingFailure, PhotoMetricResult, PhotoResult } from './scoring/photo-report.ts';
export type { Verdict } from './scoring/requirements.ts';
export type { ClipMetricResult } from './scoring/score-clip.ts';
export type { FaceScore } from './scoring/score-face.ts';
export { type FaceJudges, type PhotoOptions, type PhotoScore, scorePhoto } from './scoring/score-photo.ts';
