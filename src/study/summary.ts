/** The content of summary.json: how scores agree with the given scores, and what they were computed with. */

import type { Sayings } from './further.ts';

/** null stands for an undefined figure, such as the correlation with a constant. */
export interface Agreement {
  /** Pearson's linear correlation. */
  readonly PLCC: number | null;
  /** Spearman's rank correlation. */
  readonly SRCC: number | null;
  /** Kendall's tau-b. */
  readonly KRCC: number | null;
  readonly RMSE: number | null;
  readonly MSE: number | null;
}

export type AgreementFigure = keyof Agreement;

/** The lower and upper end of the bootstrap's 95 % interval; null where the figure is not defined. */
export type AgreementIntervals = Readonly<Record<AgreementFigure, readonly [number, number] | null>>;

/** score -> lower + (upper - lower) / (1 + exp(-(score - middle) / width)), fitted to the given scores. */
export interface LogisticCurve {
  readonly upper: number;
  readonly lower: number;
  readonly middle: number;
  /** Positive. */
  readonly width: number;
}

/** Agreement after mapping the score by the logistic curve fitted to the given scores. */
export interface FittedAgreement extends Agreement {
  readonly curve: LogisticCurve;
}

export interface SelectionCounts {
  /** All photos found in the folder (of this shard): the sum of the counts below, when faces are searched for. */
  readonly photos: number;
  readonly noFace: number;
  readonly oneFace: number;
  readonly severalFaces: number;
  /** Damaged, too large or too small. */
  readonly failed: number;
  /** Missing from the table of scores, or without a score there. */
  readonly withoutRow: number;
  /** Excluded by the user. */
  readonly excluded: number;
}

/** Agreement among the faces of a range of sizes. */
export interface SizeGroup {
  /** The least and the largest size of the face's box, the mean of width and height, in pixels. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly face: Agreement;
}

/** How a further metric's scores of whole photos agree with the given scores. */
export interface FurtherAgreement {
  readonly metric: string;
  readonly model: string;
  readonly weightsSha256: string | null;
  readonly photo: Agreement;
  /** null when no bootstrap was requested. */
  readonly intervals: AgreementIntervals | null;
  /** null when the fit was not requested, or has no solution. */
  readonly afterLogistic: FittedAgreement | null;
}

export type FaceRule = 'one' | 'any' | 'largest' | 'none';

export interface Summary {
  /** The number of photos in the figures: the rows of scores.csv. */
  readonly n: number;
  readonly photo: Agreement;
  /** All null when faces were not searched for. */
  readonly face: Agreement;
  /** The smallest, middle and largest third of the faces; empty for fewer than 30 faces. */
  readonly faceBySize: readonly SizeGroup[];
  /** How the face's score agrees with its photo's; all null when faces were not searched for. */
  readonly faceAgainstPhoto: Agreement;
  readonly selection: SelectionCounts;
  /** Network, weights and protocol of the metric. */
  readonly model: string;
  /** The metric of faces, where it differs from that of photos; otherwise null, as are the next two. */
  readonly faceMetric: string | null;
  readonly faceModel: string | null;
  readonly faceMetricSha256: string | null;
  /** The metric's weight file; null for synthetic weights. */
  readonly weightsSha256: string | null;
  readonly seed: number;
  readonly adapter: string;
  /** This package's. */
  readonly version: string;
  /** null when no bootstrap was requested. */
  readonly intervals: { readonly photo: AgreementIntervals; readonly face: AgreementIntervals } | null;
  /** null when the fit was not requested; either one is null where it has no solution. */
  readonly afterLogistic: { readonly photo: FittedAgreement | null; readonly face: FittedAgreement | null } | null;
  readonly metric: string;
  /** The protocol of the crops; null for a metric without crops. */
  readonly protocol: string | null;
  /** The number for each photo and face; null for a metric without crops. */
  readonly crops: number | null;
  readonly faces: FaceRule;
  readonly minConfidence: number;
  readonly scoreColumn: string;
  readonly rowsWithoutPhoto: number;
  /** Only for a study with several metrics. */
  readonly further?: readonly FurtherAgreement[];
  /** Only where a metric states in words what is wrong with a photo. */
  readonly sayings?: readonly Sayings[];
}
