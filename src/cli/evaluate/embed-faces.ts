/** Computes a recognition network's embeddings of a study's faces. */
import { HyperIqaError } from '../../errors.ts';
import type { TensorFile } from '../../formats/tensor-file.ts';
import type { Engine } from '../../gpu/engine.ts';
import type { Photo } from '../../image/photo.ts';
import { defaultLandmarks } from '../../models/defaults.ts';
import type { Face } from '../../models/detector.ts';
import type { FaceEmbedder } from '../../models/embedder.ts';
import type { FaceLandmarker } from '../../models/landmarks.ts';
import type { MetricModel } from '../../models/metric.ts';
import { metricModels } from '../../models/registry.ts';
import type { DecodeOptions } from '../../platform/decode.ts';
import { decodersAtOnce } from '../../platform/libvips.ts';
import { openedAhead } from '../../prefetch.ts';
import { needsLandmarks, pictureOfFace, pointsOf } from '../../scoring/score-face.ts';
import { say } from '../terminal.ts';
import { withNetworks } from '../with-networks.ts';
import { photoOrNull } from './photo-or-null.ts';
import { studyProgress } from './progress.ts';

export interface FaceToEmbed {
  readonly path: string;
  readonly face: Face;
}

export interface EmbeddedFaces {
  /** In the order of the faces; null where the photo can no longer be read, which is reported. */
  readonly embeddings: readonly (Float32Array | null)[];
  /** The network's title. */
  readonly recogniser: string;
}

interface Networks {
  readonly embedder: FaceEmbedder;
  readonly landmarker: FaceLandmarker | null;
}

/**
 * @throws HyperIqaError FILE where no recognition network's weights exist here; NO_ADAPTER, and what compiling and running throw.
 */
export async function embedFaces(
  faces: readonly FaceToEmbed[],
  decoding: DecodeOptions,
  adapter: string | undefined,
): Promise<EmbeddedFaces> {
  const model = await embeddedRecogniser();
  const models = needsLandmarks([model], null) ? [model, defaultLandmarks] : [model];
  const load = async (engine: Engine, [file, landmarkFile]: readonly TensorFile[]): Promise<Networks> => {
    const embedder = await (await model.code()).openEmbedder!(engine, file);
    const landmarker = landmarkFile && (await (await defaultLandmarks.code()).open(engine, landmarkFile));
    return { embedder, landmarker: landmarker ?? null };
  };
  return withNetworks(models, adapter, load, async (use) => {
    const progress = studyProgress(faces.length, 0, say);
    const embeddings: (Float32Array | null)[] = [];
    const open = async ({ path, face }: FaceToEmbed) => ({
      face,
      photo: await photoOrNull(path, decoding, 'Error-versus-reject curves'),
    });
    for await (const { face, photo } of openedAhead(faces, open, decodersAtOnce)) {
      embeddings.push(photo && (await use((networks) => embed(networks, model, photo, face))));
      progress.step();
    }
    progress.stop();
    return { embeddings, recogniser: model.title };
  });
}

async function embed(
  { embedder, landmarker }: Networks,
  model: MetricModel,
  photo: Photo,
  face: Face,
): Promise<Float32Array> {
  const points = pointsOf(face, await landmarker?.find(photo, face.box));
  return embedder.embed(pictureOfFace(model, photo, face, points));
}

/** The first recognition network whose weights are in this repository. */
async function embeddedRecogniser(): Promise<MetricModel> {
  for (const model of metricModels) {
    const isHere = model.checkpoints.some(({ source }) => source.kind === 'committed');
    if (model.judges === 'face' && isHere && (await model.code()).openEmbedder !== undefined) return model;
  }
  throw new HyperIqaError('FILE', 'No face-recognition network is installed that could compare them.');
}
