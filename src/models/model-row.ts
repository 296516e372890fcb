/** What rows of the registry and the code behind them have in common, whatever the model does. */
import type { Graph } from '../graph/graph.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Distribution } from './distribution.ts';
import type { TensorSpec } from './layout.ts';
import type { Naming } from './naming.ts';
import type { WeightSource } from './weight-source.ts';

export interface ModelRow {
  /** `hyperiqa`: --metric, metadata, JSON, CSV. */
  readonly name: string;
  /** Further words for it on the command line. */
  readonly aliases: readonly string[];
  /** `HyperIQA` */
  readonly title: string;
  /** One sentence for help texts and cards. */
  readonly about: string;
  /** Authors, title, where and when it was published. */
  readonly paper: string;
  /** What its results were compared with, in a sentence or two; for docs/models. The figures are in docs/PARITY.md. */
  readonly parity: string;
  /** What its results do not tell, whatever the training, in a sentence or two; for docs/models. */
  readonly limits: string;
  /** The first whose converted file is there is the default. */
  readonly checkpoints: readonly Checkpoint[];
  /** None for a formula. */
  readonly namings: readonly Naming[];
}

export interface ModelCode {
  /** Asks for every tensor that the model takes, so that whoever gives them knows names and shapes. */
  request(weights: WeightSource): void;
  /**
   * The network as it usually runs, for `batch` crops or photos: what is tuned, profiled and measured.
   * @throws HyperIqaError WEIGHTS for a tensor that is missing or of another shape.
   */
  graph(weights: WeightSource, batch: number): Graph;
  /** What a batch is counted in. */
  readonly unit: 'crop' | 'photo';
  /** The batch of a photo that is scored by default. */
  readonly usualBatch: number;
  /** How synthetic weights of a tensor are spread, where the general rule would let activations explode or die. */
  distributionOf?(spec: TensorSpec): Distribution | undefined;
}
