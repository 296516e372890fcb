/** The library's entry for pages and workers. */
import { webGpu } from './browser/gpu.ts';
import { browserHost, type PhotoInput, type WeightsInput } from './browser/host.ts';
import { openScorer } from './library/open.ts';
import type { OpenOptions, PhotoScorer } from './library/scorer.ts';

export type { Drawable } from './browser/drawable.ts';
export type { PhotoInput, WeightsAt, WeightsInput } from './browser/host.ts';
export { type ErrorCode, HyperIqaError } from './errors.ts';
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
export type { Face, FaceOptions } from './models/detector.ts';
export type { CropScore } from './models/score.ts';
export type { ClipResult } from './scoring/clip-report.ts';
export type { MetricFailure, MetricResult } from './scoring/judge.ts';
export type { DrawingFailure, PhotoMetricResult, PhotoResult } from './scoring/photo-report.ts';
export type { Verdict } from './scoring/requirements.ts';
export type { ClipMetricResult } from './scoring/score-clip.ts';
export type { FaceScore } from './scoring/score-face.ts';

/**
 * Opens metrics that score photos. Weights are given by address or as a Blob; formulas such as `ssim` need none. If opening
 * fails, everything is closed again.
 * @throws HyperIqaError USAGE for a network without weights; DOWNLOAD, FORMAT, WEIGHTS, NO_ADAPTER, SHADER, OUT_OF_MEMORY; the
 * signal's reason.
 */
export async function open(options: OpenOptions<WeightsInput> = {}): Promise<PhotoScorer<PhotoInput>> {
  return openScorer(hostOf, options);
}

function hostOf(): typeof browserHost {
  // Checked now, since weights take a while to load.
  webGpu();
  return browserHost;
}
