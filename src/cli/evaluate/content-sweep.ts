/** Runs the hypernetwork over a folder, and keeps a short projection of its output for each photo. */
import { HyperIqaError } from '../../errors.ts';
import type { Engine } from '../../gpu/engine.ts';
import { onRenewedEngine } from '../../gpu/renewed-engine.ts';
import type { Precision } from '../../graph/rewrite.ts';
import type { Photo } from '../../image/photo.ts';
import type { ContentProbe, MetricModel } from '../../models/metric.ts';
import { openMetricOptions } from '../../models/open-metric.ts';
import { choiceFile } from '../../platform/choice-file.ts';
import { decodePhoto } from '../../platform/decode.ts';
import { decodersAtOnce } from '../../platform/libvips.ts';
import { thumbnail } from '../../platform/thumbnail.ts';
import { photoStream } from '../../prefetch.ts';
import { failedReport } from '../../scoring/photo-report.ts';
import { RandomProjection } from '../../study/random-projection.ts';
import type { OpenWeights } from '../model-files.ts';
import { openGpu } from '../open-gpu.ts';
import { say } from '../terminal.ts';
import { studyProgress } from './progress.ts';

/** The dimensions kept per photo: 2 KB each, whatever the network's width. */
export const keptDimensions = 512;

/** Thumbnails are most of the page, so they are smaller with many photos. */
const manyPhotos = 2000;
const thumbnailSides = { few: 96, many: 48 } as const;

export interface PhotoToMap {
  readonly imageName: string;
  readonly path: string;
  /** The score to colour it by; null for that of the crop the network sees. */
  readonly score: number | null;
}

export interface SeenPhoto {
  readonly imageName: string;
  readonly score: number;
  /** [keptDimensions] */
  readonly vector: Float32Array;
  readonly thumbnail: string | null;
}

export interface FailedPhoto {
  readonly imageName: string;
  readonly message: string;
}

export interface SweepOptions {
  readonly protocol?: string;
  readonly seed: number;
  readonly precision: Precision;
  readonly adapter?: string;
  readonly maxMegapixels: number;
}

export interface Sweep {
  readonly seen: readonly SeenPhoto[];
  readonly failed: readonly FailedPhoto[];
  /** The number of weights of the target network's first layer, per photo. */
  readonly weights: number;
  /** Which part of a photo the network sees, for display. */
  readonly view: string;
  /** The network's title. */
  readonly title: string;
  /** The adapter's name, with `f16` appended in that precision. */
  readonly adapter: string;
}

interface Opened {
  readonly item: PhotoToMap;
  readonly photo: Photo;
  readonly thumbnail: string | null;
}

/**
 * Processes the photos in order. A photo that cannot be decoded is reported and left out.
 * @throws HyperIqaError WEIGHTS, NO_ADAPTER, and what compiling and running throw.
 */
export async function sweepContent(
  photos: readonly PhotoToMap[],
  weights: OpenWeights<MetricModel>,
  options: SweepOptions,
): Promise<Sweep> {
  const { gpu, notice } = await openGpu(options.adapter);
  if (notice !== null) say(notice);
  const probes = onRenewedEngine(gpu, { choices: choiceFile, precision: options.precision }, say, async (engine) => ({
    probe: await openProbe(engine, weights, options.protocol),
  }));
  try {
    const { engine, probe } = await probes.open();
    const projection = new RandomProjection(probe.length, keptDimensions, options.seed);
    const side = photos.length > manyPhotos ? thumbnailSides.many : thumbnailSides.few;
    const progress = studyProgress(photos.length, 0, say);
    const seen: SeenPhoto[] = [];
    const failed: FailedPhoto[] = [];
    const finish = async ({ item, photo, thumbnail }: Opened): Promise<SeenPhoto> => {
      const { content, score } = await probes.use(({ probe }) => probe.look(photo));
      const vector = projection.project(content);
      return { imageName: item.imageName, score: item.score ?? score, vector, thumbnail };
    };
    const results = photoStream(photos, {
      open: (item) => open(item, side, options.maxMegapixels * 1e6),
      finish,
      decodersAtOnce,
    });
    for await (const result of results) {
      if ('message' in result) failed.push(result);
      else seen.push(result);
      progress.step();
    }
    progress.stop();
    for (const { message } of failed) say(message);
    const adapter = engine.adapter.name + (engine.precision === 'f16' ? ', f16' : '');
    return { seen, failed, weights: probe.length, view: probe.view, title: weights.model.title, adapter };
  } finally {
    await probes.close();
  }
}

async function openProbe(
  engine: Engine,
  { model, file }: OpenWeights<MetricModel>,
  protocol?: string,
): Promise<ContentProbe> {
  const code = await model.code();
  if (code.openContentProbe !== undefined)
    return code.openContentProbe(engine, openMetricOptions(model, file, protocol));
  throw new HyperIqaError(
    'USAGE',
    `${model.title} has no hypernetwork: a content map needs weights of a model that has one.`,
  );
}

async function open(item: PhotoToMap, side: number, maxPixels: number): Promise<Opened | FailedPhoto> {
  try {
    const photo = await decodePhoto(item.path, { maxPixels });
    return { item, photo, thumbnail: await thumbnail(item.path, side, { quality: 60 }) };
  } catch (error) {
    return { imageName: item.imageName, message: failedReport(item.path, error).error.message };
  }
}
