/** The content of reject.json: error-versus-reject curves of a study's measures. */
import type { RejectPoint } from './error-reject.ts';

export interface RejectMeasure {
  /** As in the columns of curves: `face-score`. */
  readonly name: string;
  /** For display: `MagFace's score of the face` */
  readonly title: string;
  readonly points: readonly RejectPoint[];
  /** The mean rate over the shares of `points`. */
  readonly area: number;
}

export interface RejectSummary {
  /** The recognition network that compared the faces. */
  readonly recogniser: string;
  /** The column with the faces' identities. */
  readonly identityColumn: string;
  readonly faces: number;
  readonly persons: number;
  /** The number of pairs of one person, and of compared pairs of two. */
  readonly genuine: number;
  readonly impostors: number;
  /** The requested rate, and the threshold's actual one. */
  readonly askedFalseMatchRate: number;
  readonly falseMatchRate: number;
  /** A pair whose embeddings are up to this distance apart counts as one person. */
  readonly threshold: number;
  readonly measures: readonly RejectMeasure[];
}
