/** What a recognition network knows the faces of a study by. */
import { HyperIqaError } from '../../errors.ts';
import { onRenewedEngine } from '../../gpu/renewed-engine.ts';
import type { Photo } from '../../image/photo.ts';
import type { Face } from '../../models/detector.ts';
import type { FaceEmbedder } from '../../models/embedder.ts';
import type { FaceLandmarker } from '../../models/landmarks.ts';
import type { MetricModel } from '../../models/model.ts';
import { landmarkModels, metricModels } from '../../models/registry.ts';
import { choiceFile } from '../../platform/choice-file.ts';
import { type DecodeOptions, decodePhoto } from '../../platform/decode.ts';
import { openNodeGpu } from '../../platform/node-gpu.ts';
import { prefetched } from '../../prefetch.ts';
import { needsLandmarks, pictureOfFace, pointsOf } from '../../scoring/score-face.ts';
import { openModelWeights } from '../model-files.ts';
import { say } from '../terminal.ts';
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

/** @throws HyperIqaError FILE where no recognition network has weights here; NO_ADAPTER, and what compiling and running throw. */
export async function embedFaces(
  faces: readonly FaceToEmbed[],
  decoding: DecodeOptions,
  adapter: string | undefined,
): Promise<EmbeddedFaces> {
  const model = await embeddedRecogniser();
  const weights = await openModelWeights(model, undefined);
  const [landmarks] = landmarkModels;
  const aligns = needsLandmarks([model], null);
  const landmarkWeights = aligns ? await openModelWeights(landmarks, undefined) : null;
  try {
    const { gpu } = await openNodeGpu({ adapter });
    const networks = onRenewedEngine(gpu, { choices: choiceFile }, say, async (engine): Promise<Networks> => {
      const embedder = await (await model.code()).openEmbedder!(engine, weights.file);
      const landmarker = landmarkWeights && (await (await landmarks.code()).open(engine, landmarkWeights.file));
      return { embedder, landmarker };
    });
    try {
      await networks.open();
      const progress = studyProgress(faces.length, 0, say);
      const embeddings: (Float32Array | null)[] = [];
      const opened = prefetched(faces, async ({ path, face }) => ({ face, photo: await open(path, decoding) }));
      for await (const { face, photo } of opened) {
        embeddings.push(photo && (await networks.use((open) => embed(open, model, photo, face))));
        progress.step();
      }
      progress.stop();
      return { embeddings, recogniser: model.title };
    } finally {
      await networks.close();
    }
  } finally {
    await weights.close();
    await landmarkWeights?.close();
  }
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

/** The first recognition network whose weights are part of this repository. */
async function embeddedRecogniser(): Promise<MetricModel> {
  for (const model of metricModels) {
    const isHere = model.checkpoints.some(({ source }) => source.kind === 'committed');
    if (model.judges === 'face' && isHere && (await model.code()).openEmbedder !== undefined) return model;
  }
  throw new HyperIqaError('FILE', 'No recognition network of faces is here that could compare them.');
}

async function open(path: string, decoding: DecodeOptions): Promise<Photo | null> {
  try {
    return await decodePhoto(path, decoding);
  } catch (error) {
    if (!(error instanceof HyperIqaError)) throw error;
    say(error.message);
    return null;
  }
}
