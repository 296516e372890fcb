import type { Precision } from '../../graph/rewrite.ts';
import type { MetricModel } from '../../models/metric.ts';
import type { DetectorModel } from '../../models/model.ts';
import type { Requirement } from '../../scoring/requirements.ts';
import type { GateOptions } from './gate.ts';
import type { InputOptions } from './inputs.ts';
import type { Order } from './order.ts';

/** The options that `infer --help` lists, as commander returns them. */
export interface InferOptions extends InputOptions, GateOptions {
  readonly autoOrient?: true;
  readonly clip?: true;
  readonly every?: number;
  readonly maxMegapixels: number;

  readonly metric?: readonly MetricModel[];
  readonly faceMetric?: readonly MetricModel[];
  readonly reference?: string;
  readonly weights?: readonly string[];
  readonly detector?: DetectorModel;
  readonly detectorTiles?: true;
  readonly faceWeights?: string;
  readonly faces: boolean;
  readonly landmarks?: true;
  readonly minConfidence: number;
  readonly crops?: number;
  readonly seed: number;
  readonly protocol?: string;
  readonly adapter?: string;
  readonly precision: Precision;
  readonly listAdapters?: true;

  readonly json?: true;
  readonly csv?: true;
  readonly print0?: true;
  readonly rawCsv?: true;
  readonly output?: string;
  readonly sort?: Order;
  readonly top?: number;
  readonly summary?: true;
  readonly report?: string;
  readonly annotate?: string;
  readonly quiet?: true;
  readonly profile?: true;
  readonly trace?: string;
  readonly require?: readonly Requirement[];
}
