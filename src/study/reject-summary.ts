/** reject.json: error-versus-reject curves of the measures of a study. */
import type { RejectPoint } from './error-reject.ts';

export interface RejectMeasure {
  /** Of the columns of curves: `face-score`. */
  readonly name: string;
  /** For people: `MagFace's score of the face` */
  readonly title: string;
  readonly points: readonly RejectPoint[];
  /** The mean rate over the shares of `points`. */
  readonly area: number;
}

export interface RejectSummary {
  /** What compared the faces. */
  readonly recogniser: string;
  /** The column that says whose faces these are. */
  readonly identityColumn: string;
  readonly faces: number;
  readonly persons: number;
  /** Pairs of one person, and pairs of two that were compared. */
  readonly genuine: number;
  readonly impostors: number;
  /** What was asked for, and what the threshold gives. */
  readonly askedFalseMatchRate: number;
  readonly falseMatchRate: number;
  /** Distance of embeddings up to which a pair counts as one person. */
  readonly threshold: number;
  readonly measures: readonly RejectMeasure[];
}
