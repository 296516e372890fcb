/** Opens all networks of a run on one device. */
import type { TensorFile } from '../formats/tensor-file.ts';
import type { Compiler } from '../graph/program.ts';
import type { FaceDetector } from '../models/detector.ts';
import type { FaceLandmarker } from '../models/landmarks.ts';
import { loadCode } from '../models/load-code.ts';
import type { Metric, MetricModel } from '../models/metric.ts';
import type { DetectorModel, LandmarkModel, Model } from '../models/model.ts';
import { openMetric } from '../models/open-metric.ts';
import { TiledDetector } from '../models/tiled-detector.ts';
import type { FaceJudges } from '../scoring/score-photo.ts';

/** A model with its weights. */
export interface OpenModel<Kind extends Model> {
  readonly model: Kind;
  /** null for a formula. */
  readonly file: TensorFile | null;
}

/** The models of a run, independent of a device. */
export interface RunModels {
  /** In the order requested; at least one. */
  readonly metrics: readonly OpenModel<MetricModel>[];
  /** The metrics of faces; null where the photo's metrics judge faces. */
  readonly faceMetrics: readonly OpenModel<MetricModel>[] | null;
  /** null where no faces are searched for. */
  readonly detector: OpenModel<DetectorModel> | null;
  /** Whether faces are also searched for in tiles of large photos; default false. */
  readonly detectorTiles?: boolean;
  /** null where no landmarks are searched for. */
  readonly landmarks: OpenModel<LandmarkModel> | null;
}

/** The open networks of a run. */
export interface Networks {
  readonly metrics: readonly Metric[];
  readonly faceMetrics: readonly Metric[];
  readonly faces: FaceDetector | null;
  readonly landmarker: FaceLandmarker | null;
}

/** The networks that judge faces, for `scorePhoto`. */
export function faceJudgesOf({ faceMetrics, landmarker }: Networks): () => Promise<FaceJudges> {
  return async () => ({ metrics: faceMetrics, landmarker });
}

/**
 * Opens all models concurrently, so that the weights of one are read while another's kernels are compiled. A metric for both
 * photos and faces is opened once.
 * @param compiler the engine, or a compiler that times layers.
 * @throws HyperIqaError WEIGHTS, SHADER, OUT_OF_MEMORY, LIMIT.
 */
export async function openNetworks(compiler: Compiler, models: RunModels, protocol?: string): Promise<Networks> {
  const { detector, landmarks } = models;
  const opening = new Map<Model, Promise<Metric>>();
  const opened = (list: readonly OpenModel<MetricModel>[]) =>
    Promise.all(
      list.map(({ model, file }) => {
        const known = opening.get(model) ?? openMetric(compiler, model, file, protocol);
        opening.set(model, known);
        return known;
      }),
    );
  const parts = [
    opened(models.metrics),
    opened(models.faceMetrics ?? models.metrics),
    detector === null ? null : openDetector(compiler, detector, models.detectorTiles ?? false),
    landmarks === null ? null : loadCode(landmarks.model).then((code) => code.open(compiler, landmarks.file!)),
  ] as const;
  try {
    const [metrics, faceMetrics, faces, landmarker] = await Promise.all(parts);
    return { metrics, faceMetrics, faces, landmarker };
  } catch (error) {
    // The caller closes the engine next; nothing may still be compiling on it then.
    await Promise.allSettled(parts);
    throw error;
  }
}

async function openDetector(
  compiler: Compiler,
  { model, file }: OpenModel<DetectorModel>,
  tiles: boolean,
): Promise<FaceDetector> {
  const detector = await (await loadCode(model)).open(compiler, file!);
  return tiles ? new TiledDetector(detector) : detector;
}
