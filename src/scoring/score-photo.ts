import { HyperIqaError } from '../errors.ts';
import { cropPhoto } from '../image/crop.ts';
import type { Photo } from '../image/photo.ts';
import type { Face, FaceDetector, FaceOptions } from '../models/detector.ts';
import type { CropScore, Metric, Score, ScoreOptions } from '../models/metric.ts';

/** What one metric says of a photo, with what is needed to read it. */
export interface MetricResult {
  readonly metric: string;
  readonly checkpoint: string;
  readonly score: number;
  /** Which of two scores is of the better photo. */
  readonly better: 'higher' | 'lower';
  /** The scale that scores lie on. */
  readonly range: readonly [number, number];
  readonly crops?: Score['crops'];
  readonly parts?: Score['parts'];
}

/** Scores of the same pixels. */
interface Scores {
  /** The first metric's. */
  readonly score: number;
  /** Every metric's, by name. */
  readonly scores: Readonly<Record<string, number>>;
}

/** Of the pixels that the box touches, by the same metrics and protocol as the whole photo. */
export interface FaceScore extends Face, Scores {}

export interface PhotoScore extends Scores {
  /** One of each metric, in their order. */
  readonly results: readonly MetricResult[];
  /** Of the first metric that looks at crops; none where no metric does. */
  readonly crops: readonly CropScore[];
  /** The most confident first. */
  readonly faces: readonly FaceScore[];
}

/**
 * Scores a photo and every face in it, each face as a photo of its own. How much the score of a face of few pixels means
 * is another question.
 * @param metrics at least one, each of another model.
 * @param faces null looks for none.
 * @throws HyperIqaError USAGE without metrics, and what the metrics and `FaceDetector.find` throw.
 */
export async function scorePhoto(
  photo: Photo,
  metrics: readonly Metric[],
  faces: Pick<FaceDetector, 'find'> | null,
  options: ScoreOptions & FaceOptions = {},
): Promise<PhotoScore> {
  if (metrics.length === 0) {
    throw new HyperIqaError('USAGE', 'A photo is scored by at least one metric; none was given.');
  }
  const results = await resultsOf(photo, metrics, options);
  const found = (await faces?.find(photo, options)) ?? [];
  const scored: FaceScore[] = [];
  for (const face of found) {
    const ofFace = await resultsOf(cropPhoto(photo, face.box), metrics, options);
    scored.push({ ...face, ...scoresOf(ofFace) });
  }
  const crops = results.find((result) => result.crops !== undefined)?.crops?.scores ?? [];
  return { ...scoresOf(results), results, crops, faces: scored };
}

async function resultsOf(
  photo: Photo,
  metrics: readonly Metric[],
  options: ScoreOptions,
): Promise<readonly MetricResult[]> {
  const results: MetricResult[] = [];
  for (const metric of metrics) {
    const { value, crops, parts } = await metric.score({ photo }, options);
    const { name, better, range } = metric.checkpoint;
    results.push({
      ...{ metric: metric.model.name, checkpoint: name, score: value, better, range },
      ...(crops === undefined ? {} : { crops }),
      ...(parts === undefined ? {} : { parts }),
    });
  }
  return results;
}

function scoresOf(results: readonly MetricResult[]): Scores {
  return {
    score: results[0].score,
    scores: Object.fromEntries(results.map(({ metric, score }) => [metric, score])),
  };
}
