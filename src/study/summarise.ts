/** Computes a run's summary from its two tables. */
import { meanSide } from '../image/crop.ts';
import { agreementIntervals } from './bootstrap.ts';
import { furtherScore, SayingCounter } from './further.ts';
import { fittedAgreement } from './logistic.ts';
import type { ResultRow } from './row.ts';
import type { RunRecord } from './run-record.ts';
import { parseShard, shardSize } from './shard.ts';
import type { SkippedPhoto } from './skipped.ts';
import { agreement, noAgreement } from './statistics.ts';
import type { FurtherAgreement, SelectionCounts, SizeGroup, Summary } from './summary.ts';

export interface SummaryOptions {
  /** Of the bootstrap; 0 for no intervals. */
  readonly resamples: number;
  readonly logistic: boolean;
}

/** What is kept of the rows: only numbers, so that memory grows little with their number. */
interface Figures {
  readonly given: number[];
  readonly photo: number[];
  /** Empty where faces were not searched for. */
  readonly face: number[];
  /** The size of each face's box, the mean of width and height, in pixels. */
  readonly faceSides: number[];
  readonly severalFaces: number;
  /** Scores of whole photos, by each further metric. */
  readonly further: readonly number[][];
  readonly sayings: SayingCounter;
}

/** The statistics and counts of a run, or of joined runs. */
export function summarise(
  record: RunRecord,
  rows: Iterable<ResultRow>,
  skipped: Iterable<SkippedPhoto>,
  options: SummaryOptions,
): Summary {
  const figures = gather(rows, record);
  const { given } = figures;
  const photo = { given, predicted: figures.photo };
  const face = record.faces === 'none' ? null : { given, predicted: figures.face };
  const sayings = figures.sayings.sayings;
  const bootstrap = { resamples: options.resamples, seed: record.seed };
  const none = { PLCC: null, SRCC: null, KRCC: null, RMSE: null, MSE: null };
  return {
    n: given.length,
    photo: agreement(photo),
    face: face === null ? noAgreement : agreement(face),
    selection: count(record, figures, skipped),
    model: record.model,
    weightsSha256: record.weightsSha256,
    seed: record.seed,
    adapter: record.adapter,
    version: record.version,
    intervals:
      options.resamples === 0
        ? null
        : {
            photo: agreementIntervals(photo, bootstrap),
            face: face === null ? none : agreementIntervals(face, bootstrap),
          },
    afterLogistic: options.logistic
      ? { photo: fittedAgreement(photo), face: face === null ? null : fittedAgreement(face) }
      : null,
    metric: record.metric,
    protocol: record.protocol,
    crops: record.crops,
    faces: record.faces,
    minConfidence: record.minConfidence,
    scoreColumn: record.scoreColumn,
    rowsWithoutPhoto: record.rowsWithoutPhoto,
    faceBySize: face === null ? [] : bySize(figures),
    faceAgainstPhoto: face === null ? noAgreement : agreement({ given: figures.photo, predicted: figures.face }),
    faceMetric: record.faceMetric,
    faceModel: record.faceModel,
    faceMetricSha256: record.faceMetricSha256,
    ...(record.furtherMetrics.length === 0 ? {} : { further: furtherAgreements(record, figures, options) }),
    ...(sayings.length === 0 ? {} : { sayings }),
  };
}

function furtherAgreements(
  { furtherMetrics, seed }: RunRecord,
  { given, further }: Figures,
  { resamples, logistic }: SummaryOptions,
): readonly FurtherAgreement[] {
  return furtherMetrics.map(({ metric, model, weightsSha256 }, i) => {
    const photo = { given, predicted: further[i]! };
    return {
      metric,
      model,
      weightsSha256,
      photo: agreement(photo),
      intervals: resamples === 0 ? null : agreementIntervals(photo, { resamples, seed }),
      afterLogistic: logistic ? fittedAgreement(photo) : null,
    };
  });
}

function gather(rows: Iterable<ResultRow>, record: RunRecord): Figures {
  const given: number[] = [];
  const photo: number[] = [];
  const face: number[] = [];
  const faceSides: number[] = [];
  const further: number[][] = record.furtherMetrics.map(() => []);
  const sayings = new SayingCounter(record);
  let severalFaces = 0;
  for (const row of rows) {
    given.push(row.givenScore);
    photo.push(row.photoScore);
    for (const [i, scores] of further.entries()) scores.push(furtherScore(row, i));
    sayings.add(row);
    if (row.face !== null) {
      face.push(row.face.score);
      faceSides.push(meanSide(row.face.box));
    }
    if ((row.faces ?? 0) > 1) severalFaces++;
  }
  return { given, photo, face, faceSides, severalFaces, further, sayings };
}

/** Fewer are not meaningful. */
const leastOfGroup = 10;
const sizeGroups = 3;

/**
 * Thirds of the faces by size: a metric that only distinguishes large faces from small ones agrees with people in none of them.
 */
function bySize({ given, face, faceSides }: Figures): readonly SizeGroup[] {
  const order = faceSides.map((_, i) => i).sort((a, b) => faceSides[a]! - faceSides[b]!);
  if (order.length < sizeGroups * leastOfGroup) return [];
  return Array.from({ length: sizeGroups }, (_, group) => {
    const [begin, end] = [group, group + 1].map((part) => Math.round((part * order.length) / sizeGroups));
    const members = order.slice(begin, end);
    const of = (values: readonly number[]) => members.map((i) => values[i]!);
    return {
      from: faceSides[members[0]!]!,
      to: faceSides[members.at(-1)!]!,
      n: members.length,
      face: agreement({ given: of(given), predicted: of(face) }),
    };
  });
}

function count(record: RunRecord, figures: Figures, skipped: Iterable<SkippedPhoto>): SelectionCounts {
  const counts = { 'no-face': 0, 'several-faces': 0, failed: 0, 'without-row': 0, excluded: 0 };
  for (const { reason } of skipped) counts[reason]++;
  return {
    photos: shardSize(record.photos, parseShard(record.shard)),
    noFace: counts['no-face'],
    oneFace: figures.face.length - figures.severalFaces,
    severalFaces: counts['several-faces'] + figures.severalFaces,
    failed: counts.failed,
    withoutRow: counts['without-row'],
    excluded: counts.excluded,
  };
}
