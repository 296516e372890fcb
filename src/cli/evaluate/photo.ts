/** Processes one photo of a study: decodes it, searches for faces, and scores it if it is selected. */
import { sampleStandardDeviation } from 'simple-statistics';
import { HyperIqaError } from '../../errors.ts';
import type { DecodedPhoto, Photo } from '../../image/photo.ts';
import type { PlanningMetrics } from '../../library/host.ts';
import type { Networks } from '../../library/networks.ts';
import type { Face } from '../../models/detector.ts';
import { comparesWithReference, type Metric } from '../../models/metric.ts';
import type { MetricInput } from '../../models/score.ts';
import { processThreads } from '../../node/decode-threads/threads.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { pictureOfFace, pointsOf } from '../../scoring/score-face.ts';
import { besideCells } from '../../study/further.ts';
import type { FaceResult, ResultRow } from '../../study/row.ts';
import { selectFace } from '../../study/selection.ts';
import type { SkippedPhoto } from '../../study/skipped.ts';
import type { FaceRule } from '../../study/summary.ts';
import { decodingOf } from '../options.ts';
import type { References } from '../references.ts';
import type { TurnedPhotos } from '../turned-photos.ts';
import type { LeftOut, StudyPhoto } from './input.ts';

export interface ScoringOptions {
  readonly faces: FaceRule;
  readonly minConfidence: number;
  readonly crops?: number;
  readonly seed: number;
  readonly maxMegapixels: number;
  readonly autoOrient?: true;
}

/** A photo of the study with its pixels. */
export interface OpenStudyPhoto extends Omit<StudyPhoto, 'kind'> {
  readonly kind: 'open';
  readonly photo: DecodedPhoto;
  /** Absent in a study without references. */
  readonly reference?: Photo;
}

export interface Skipped extends SkippedPhoto {
  readonly kind: 'skipped';
  /** Defects of the photo's file that did not prevent reading it. */
  readonly warnings: readonly string[];
}

export interface Scored {
  readonly kind: 'scored';
  readonly row: ResultRow;
  readonly warnings: readonly string[];
}

/**
 * Decodes the photo; one that is left out or cannot be decoded is returned as skipped. Rejects only for errors that are not the
 * photo's.
 */
export async function openStudyPhoto(
  item: StudyPhoto | LeftOut,
  options: ScoringOptions,
  metrics: PlanningMetrics,
  references: References | null,
  turned: TurnedPhotos | null = null,
): Promise<OpenStudyPhoto | Skipped> {
  if (item.kind === 'left-out') return { ...item, kind: 'skipped', warnings: [] };
  try {
    // By the name in the study, so that the record of a failure does not depend on where the photos are.
    const bytes = await readRegularFile(item.path, item.imageName);
    const photo = await processThreads.decode(bytes, item.imageName, decodingOf(options), metrics);
    turned?.read(item.imageName, bytes);
    if (references === null) return { ...item, kind: 'open', photo };
    const { photo: reference, warnings } = await references.of(item.imageName, photo, item.referenceName);
    if (reference instanceof HyperIqaError) return failed(item.imageName, reference);
    return { ...item, kind: 'open', photo: { ...photo, warnings: [...photo.warnings, ...warnings] }, reference };
  } catch (error) {
    return failed(item.imageName, error);
  }
}

/**
 * Searches for faces first, since scoring costs a hundred times as much, and scores what is selected.
 * @throws HyperIqaError for what is not the photo's fault: a lost device, a lack of memory, weights that give no number.
 */
export async function scoreStudyPhoto(
  open: OpenStudyPhoto,
  networks: Networks,
  options: ScoringOptions,
): Promise<Scored | Skipped> {
  const { imageName, photo, reference, givenScore, carried } = open;
  const { warnings } = photo;
  try {
    let face: Face | null = null;
    let faces: number | null = null;
    const { faces: detector, metrics } = networks;
    if (detector !== null && options.faces !== 'none') {
      const found = await detector.find(photo, options);
      const selection = selectFace(found, options.faces);
      if (selection.kind === 'skipped') {
        const detail = selection.reason === 'several-faces' ? `${found.length} faces` : '';
        return { kind: 'skipped', imageName, reason: selection.reason, detail, warnings };
      }
      face = selection.face;
      faces = found.length;
    }
    const [metric, ...further] = metrics;
    const whole = await scoreWith(metric!, { photo, reference }, options);
    const judgements = new Map([[metric!.model.name, whole]]);
    for (const each of further) judgements.set(each.model.name, await scoreWith(each, { photo, reference }, options));
    const faceResult = face === null ? null : await scoreFace(photo, face, networks, options);
    const { width, height } = photo;
    const row: ResultRow = {
      imageName,
      givenScore,
      photoScore: whole.score,
      photoCropSd: whole.cropSd,
      face: faceResult,
      faces,
      width,
      height,
      carried: [...besideCells(judgements, besideOf(metrics)), ...carried],
    };
    return { kind: 'scored', row, warnings };
  } catch (error) {
    return failed(imageName, error);
  }
}

async function scoreFace(
  photo: Photo,
  face: Face,
  { faceMetrics, landmarker }: Networks,
  options: ScoringOptions,
): Promise<FaceResult> {
  const [metric] = faceMetrics;
  const points = pointsOf(face, await landmarker?.find(photo, face.box));
  const { confidence, box } = face;
  const { score, cropSd } = await scoreWith(
    metric!,
    { photo: pictureOfFace(metric!.model, photo, face, points) },
    options,
  );
  return { score, cropSd, confidence, box };
}

/** The study's columns besides its score: scores of all but the first metric, and words. */
export function besideOf(metrics: readonly Pick<Metric, 'model'>[]) {
  const names = metrics.map(({ model }) => model.name);
  return {
    furtherMetrics: names.slice(1),
    wordsOf: metrics.filter(({ model }) => model.saysWords).map(({ model }) => model.name),
  };
}

async function scoreWith(
  metric: Metric,
  input: MetricInput,
  options: ScoringOptions,
): Promise<{ readonly score: number; readonly cropSd: number | null; readonly words: string }> {
  const { value, crops, words = '' } = await metric.score(input, options);
  if (value === Number.POSITIVE_INFINITY && comparesWithReference(metric.model)) {
    throw new HyperIqaError('REFERENCE', `${metric.model.name} is infinite, since the photo equals its reference.`);
  }
  const scores = (crops?.scores ?? []).map((crop) => crop.score);
  return { score: value, cropSd: scores.length < 2 ? null : sampleStandardDeviation(scores), words };
}

/** The error codes that concern a single photo; all others would affect the next photo as well. */
const photoFaults: readonly string[] = ['FILE', 'IMAGE', 'IMAGE_TOO_LARGE', 'IMAGE_TOO_SMALL', 'REFERENCE', 'LIMIT'];

function failed(imageName: string, error: unknown): Skipped {
  if (!(error instanceof HyperIqaError) || !photoFaults.includes(error.code)) throw error;
  return { kind: 'skipped', imageName, reason: 'failed', detail: `${error.code}: ${error.message}`, warnings: [] };
}
