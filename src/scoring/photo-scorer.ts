import { HyperIqaError } from '../errors.ts';
import { cropPhoto } from '../image/crop.ts';
import type { Photo } from '../image/photo.ts';
import type { Face, FaceDetector, FaceOptions } from './face-finder.ts';
import type { CropScore, ScoreOptions } from './hyperiqa-scorer.ts';
import type { Metric, MetricName } from './metric.ts';

/** Scores of the same pixels. */
interface Scores {
  /** The first metric's. */
  readonly score: number;
  /** Every metric's. */
  readonly scores: Readonly<Partial<Record<MetricName, number>>>;
}

/** Of the pixels that the box touches, by the same metrics and protocol as the whole photo. */
export interface FaceScore extends Face, Scores {}

export interface PhotoScore extends Scores {
  /** HyperIQA's; none without it. */
  readonly crops: readonly CropScore[];
  /** The most confident first. */
  readonly faces: readonly FaceScore[];
}

/**
 * Scores a photo and every face in it. HyperIQA enlarges what is too small, BRISQUE takes it as it is; how much the
 * score of a face of few pixels means is another question.
 * @param metrics at least one, each of another kind.
 * @param faces null looks for none.
 * @throws HyperIqaError USAGE without metrics, and what the metrics and `FaceDetector.find` throw.
 */
export async function scorePhoto(
  photo: Photo,
  metrics: readonly Metric[],
  faces: Pick<FaceDetector, 'find'> | null,
  options: ScoreOptions & FaceOptions = {},
): Promise<PhotoScore> {
  const whole = await scoreAll(photo, metrics, options);
  const found = (await faces?.find(photo, options)) ?? [];
  const scored: FaceScore[] = [];
  for (const face of found) {
    const { score, scores } = await scoreAll(cropPhoto(photo, face.box), metrics, options);
    scored.push({ ...face, score, scores });
  }
  return { ...whole, faces: scored };
}

async function scoreAll(
  photo: Photo,
  metrics: readonly Metric[],
  options: ScoreOptions,
): Promise<Scores & { readonly crops: readonly CropScore[] }> {
  const scores: Partial<Record<MetricName, number>> = {};
  let crops: readonly CropScore[] = [];
  for (const metric of metrics) {
    const result = await metric.score(photo, options);
    scores[metric.name] = result.score;
    crops = result.crops ?? crops;
  }
  const score = metrics.length === 0 ? undefined : scores[metrics[0].name];
  if (score === undefined)
    throw new HyperIqaError('USAGE', 'A photo is scored by at least one metric; none was given.');
  return { score, scores, crops };
}
