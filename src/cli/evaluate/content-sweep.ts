/** Every photo of a folder past the hypernetwork: what it writes for each, short enough to keep. */
import type { TensorFile } from '../../formats/tensor-file.ts';
import { Engine } from '../../gpu/engine.ts';
import type { CropProtocol } from '../../image/crops.ts';
import type { Photo } from '../../image/photo.ts';
import { weightsOf } from '../../models/weight-source.ts';
import { choiceFile } from '../../platform/choice-file.ts';
import { decodePhoto } from '../../platform/decode.ts';
import { openNodeGpu } from '../../platform/node-gpu.ts';
import { thumbnail } from '../../platform/thumbnail.ts';
import { ContentProbe } from '../../scoring/content-probe.ts';
import { protocolOf } from '../../scoring/hyperiqa-scorer.ts';
import { RandomProjection } from '../../study/random-projection.ts';
import { oneAhead } from '../../scoring/ahead.ts';
import { studyProgress } from './progress.ts';
import { failedReport } from '../report.ts';

/** Dimensions that are kept of a photo: 2 KB each, whatever the network's width. */
export const keptDimensions = 512;

/** Thumbnails are the bulk of the page: with many photos they are smaller. */
const manyPhotos = 2000;
const thumbnailSides = { few: 96, many: 48 } as const;

export interface PhotoToMap {
  readonly imageName: string;
  readonly path: string;
  /** What to colour it by; null for the score of the crop that is looked at. */
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
  readonly protocol?: CropProtocol;
  readonly seed: number;
  readonly adapter?: string;
  readonly maxMegapixels: number;
}

export interface Sweep {
  readonly seen: readonly SeenPhoto[];
  readonly failed: readonly FailedPhoto[];
  /** Weights of the target net's first layer that a photo has. */
  readonly weights: number;
  readonly protocol: CropProtocol;
  readonly adapter: string;
}

type Opened = FailedPhoto | { readonly item: PhotoToMap; readonly photo: Photo; readonly thumbnail: string | null };

/**
 * The photos in their order. A photo that cannot be decoded is told of and left out.
 * @throws HyperIqaError WEIGHTS, NO_ADAPTER, and what compiling and running throw.
 */
export async function sweepContent(
  photos: readonly PhotoToMap[],
  file: TensorFile,
  options: SweepOptions,
): Promise<Sweep> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const { gpu, notice } = await openNodeGpu({ adapter: options.adapter });
  if (notice !== null) say(notice);
  const engine = await Engine.open(gpu, { choices: choiceFile });
  try {
    const protocol = options.protocol ?? protocolOf(file);
    const probe = await ContentProbe.load(engine, weightsOf(file), protocol);
    const projection = new RandomProjection(probe.length, keptDimensions, options.seed);
    const side = photos.length > manyPhotos ? thumbnailSides.many : thumbnailSides.few;
    const progress = studyProgress(photos.length, 0, say);
    const seen: SeenPhoto[] = [];
    const failed: FailedPhoto[] = [];
    for await (const opened of oneAhead(photos, (item) => open(item, side, options.maxMegapixels * 1e6))) {
      if ('message' in opened) {
        failed.push(opened);
      } else {
        const { item, photo, thumbnail } = opened;
        const { firstLayer, score } = await probe.look(photo);
        const vector = projection.project(firstLayer);
        seen.push({ imageName: item.imageName, score: item.score ?? score, vector, thumbnail });
      }
      progress.step();
    }
    progress.stop();
    for (const { message } of failed) say(message);
    return { seen, failed, weights: probe.length, protocol, adapter: engine.adapter.name };
  } finally {
    engine.close();
  }
}

async function open(item: PhotoToMap, side: number, maxPixels: number): Promise<Opened> {
  try {
    const photo = await decodePhoto(item.path, { maxPixels });
    return { item, photo, thumbnail: await thumbnail(item.path, side, 60) };
  } catch (error) {
    return { imageName: item.imageName, message: failedReport(item.path, error).error.message };
  }
}
