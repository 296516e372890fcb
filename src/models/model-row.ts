/** The properties that all registry rows and the code behind them share, whatever the model does. */
import type { Graph } from '../graph/graph.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Distribution } from './distribution.ts';
import type { TensorSpec } from './layout.ts';
import type { Naming } from './naming.ts';
import type { WeightSource } from './weight-source.ts';

export interface ModelRow {
  /** Its name in --metric, metadata, JSON and CSV: `hyperiqa` */
  readonly name: string;
  /** Alternative names on the command line. */
  readonly aliases: readonly string[];
  /** Its name for display: `HyperIQA` */
  readonly title: string;
  /** One sentence for help texts and cards. */
  readonly about: string;
  /** Authors, title, venue and year. */
  readonly paper: string;
  /** The first one whose converted file exists is the default. */
  readonly checkpoints: readonly Checkpoint[];
  /** Empty for a formula. */
  readonly namings: readonly Naming[];
  card(): Promise<ModelCard>;
}

/** Whether that is the model's name or one of its aliases. */
export function isCalled({ name, aliases }: Pick<ModelRow, 'name' | 'aliases'>, word: string): boolean {
  return word === name || aliases.includes(word);
}

/** Texts that only the model's card in docs/models has. */
export interface ModelCard {
  /** What its results were compared with, in a sentence or two, for docs/models. The figures are in docs/PARITY.md. */
  readonly parity: string;
  /** What its results do not show, independent of the training, in a sentence or two, for docs/models. */
  readonly limits: string;
}

export interface ModelCode {
  /** Requests every tensor that the model takes, so that names and shapes can be recorded. */
  request(weights: WeightSource): void;
  /**
   * The network as it usually runs, for `batch` crops or photos; it is what is tuned, profiled and benchmarked.
   * @throws HyperIqaError WEIGHTS for a tensor that is missing or of another shape.
   */
  graph(weights: WeightSource, batch: number): Graph;
  /** What a batch consists of. */
  readonly unit: 'crop' | 'photo';
  /** The batch for scoring one photo by default. */
  readonly usualBatch: number;
  /** The distribution of a tensor's synthetic weights, where the general rule would let activations explode or vanish. */
  distributionOf?(spec: TensorSpec): Distribution | undefined;
}
