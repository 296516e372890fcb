/** summary.json: how scores agree with what people said, and what it was computed with. */

import type { Sayings } from './further.ts';

/** null stands for a figure that is not defined, as a correlation with a constant. */
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

/** Lower and upper end of the bootstrap's 95 % interval; null where the figure is not defined. */
export type AgreementIntervals = Readonly<Record<AgreementFigure, readonly [number, number] | null>>;

/** score -> lower + (upper - lower) / (1 + exp(-(score - middle) / width)), fitted to the given scores. */
export interface LogisticCurve {
  readonly upper: number;
  readonly lower: number;
  readonly middle: number;
  /** Positive. */
  readonly width: number;
}

/** After the score was mapped by the logistic curve fitted to the given scores. */
export interface FittedAgreement extends Agreement {
  readonly curve: LogisticCurve;
}

export interface SelectionCounts {
  /** All that were found in the folder (of this shard): the sum of those below, when faces are looked for. */
  readonly photos: number;
  readonly noFace: number;
  readonly oneFace: number;
  readonly severalFaces: number;
  /** Broken, too large, too small. */
  readonly failed: number;
  /** Not in the table of scores, or without a score there. */
  readonly withoutRow: number;
  /** Left out by hand. */
  readonly excluded: number;
}

/** Agreement among the faces of some sizes. */
export interface SizeGroup {
  /** Of the face's box, the mean of width and height, in pixels: the least and the largest. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly face: Agreement;
}

/** How a further metric's scores of whole photos agree with what people gave. */
export interface FurtherAgreement {
  readonly metric: string;
  readonly model: string;
  readonly weightsSha256: string | null;
  readonly photo: Agreement;
  /** null when no bootstrap was wanted. */
  readonly intervals: AgreementIntervals | null;
  /** null when the fit was not asked for, or has no solution. */
  readonly afterLogistic: FittedAgreement | null;
}

export type FaceRule = 'one' | 'any' | 'largest' | 'none';

export interface Summary {
  /** Photos that the figures are of: the rows of scores.csv. */
  readonly n: number;
  readonly photo: Agreement;
  /** All null when faces were not looked for. */
  readonly face: Agreement;
  /** The smallest third of the faces, the middle one, the largest; empty for fewer than 30 faces. */
  readonly faceBySize: readonly SizeGroup[];
  /** How the face's score agrees with its photo's; all null when faces were not looked for. */
  readonly faceAgainstPhoto: Agreement;
  readonly selection: SelectionCounts;
  /** What scored: network, whose weights, protocol. */
  readonly model: string;
  /** What scored faces, where that is not what scored photos; null otherwise, as the next two. */
  readonly faceMetric: string | null;
  readonly faceModel: string | null;
  readonly faceMetricSha256: string | null;
  /** Of the file of the metric's weights; null for synthetic weights. */
  readonly weightsSha256: string | null;
  readonly seed: number;
  readonly adapter: string;
  /** This package's. */
  readonly version: string;
  /** null when no bootstrap was wanted. */
  readonly intervals: { readonly photo: AgreementIntervals; readonly face: AgreementIntervals } | null;
  /** null when the fit was not asked for; one of both is null where it has no solution. */
  readonly afterLogistic: { readonly photo: FittedAgreement | null; readonly face: FittedAgreement | null } | null;
  readonly metric: string;
  /** Of the crops; null for a metric without crops. */
  readonly protocol: string | null;
  /** For each photo and face; null for a metric without crops. */
  readonly crops: number | null;
  readonly faces: FaceRule;
  readonly minConfidence: number;
  readonly scoreColumn: string;
  readonly rowsWithoutPhoto: number;
  /** Only of a study with several metrics. */
  readonly further?: readonly FurtherAgreement[];
  /** Only where a metric says in words what is wrong with a photo. */
  readonly sayings?: readonly Sayings[];
}
