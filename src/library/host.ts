/** What differs between Node and browsers: the interface that each of them implements for `open`. */
import type { ByteSource } from '../formats/tensor-file.ts';
import type { ChoiceStore } from '../gpu/kernel-choice.ts';
import type { DecodedPhoto } from '../image/photo.ts';
import type { Metric } from '../models/metric.ts';
import type { Model } from '../models/model.ts';
import type { OpenOptions, ScoringOptions } from './scorer.ts';

export type WeightsOptions = Pick<OpenOptions<never>, 'signal' | 'onProgress'>;
export type ReadingOptions = Pick<ScoringOptions<never>, 'autoOrient' | 'maxPixels' | 'signal'>;

/** The metrics that will score a photo: what they resize it to can be made while it is decoded. */
export type PlanningMetrics = readonly Pick<Metric, 'model' | 'protocol'>[];

export interface Host<Input, Weights> {
  /** @throws HyperIqaError NO_ADAPTER */
  openGpu(): Promise<{ readonly gpu: GPU; readonly notice: string | null }>;
  /** How many photos are decoded at once. */
  readonly decodersAtOnce: number;
  /** Stores which kernels `tune` measured as fastest. */
  readonly choices: ChoiceStore;
  /** @throws HyperIqaError FILE, DOWNLOAD, USAGE. */
  openWeights(weights: Weights, options: WeightsOptions): Promise<ByteSource>;
  /** Opens weights that were not given. @throws HyperIqaError FILE; USAGE where there are none. */
  openDefaultWeights(model: Model): Promise<ByteSource>;
  /** The name that stands for the input in results and messages. @throws HyperIqaError USAGE for an invalid input. */
  nameOf(input: Input): string;
  /** Begins to receive an input that is a stream; null for one that is complete or that `read` opens. */
  receive(input: Input, file: string, signal: AbortSignal): Promise<Input> | null;
  /** @throws HyperIqaError FILE, DOWNLOAD, IMAGE, IMAGE_TOO_LARGE, IMAGE_TOO_SMALL, USAGE. */
  read(input: Input, file: string, options: ReadingOptions, metrics: PlanningMetrics): Promise<DecodedPhoto>;
}
