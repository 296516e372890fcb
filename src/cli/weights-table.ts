/** Lists the checkpoints that can be downloaded from their publishers, and those that users have to provide. */
import type { Checkpoint, CheckpointSource, PublishedFile } from '../models/checkpoint.ts';
import type { Model } from '../models/model.ts';
import { models } from '../models/registry.ts';

export type Download = Extract<CheckpointSource, { readonly kind: 'download' }>;

export interface WeightsEntry {
  readonly model: Model;
  readonly checkpoint: Checkpoint;
  readonly source: Download;
  /** The name of the converted file in the weights folder. */
  readonly converted: string;
}

export const weightsTable: readonly WeightsEntry[] = models.flatMap((model) =>
  model.checkpoints.flatMap((checkpoint): readonly WeightsEntry[] => {
    const { source, file } = checkpoint;
    return source.kind === 'download' && file !== null ? [{ model, checkpoint, source, converted: file }] : [];
  }),
);

export type BroughtEntry = Omit<WeightsEntry, 'source'> & {
  readonly source: Extract<CheckpointSource, { readonly kind: 'brought' | 'unpublished' }>;
};

/** What a program cannot download, with the pages where users get it, or the code to train it. */
export const broughtTable: readonly BroughtEntry[] = models.flatMap((model) =>
  model.checkpoints.flatMap((checkpoint): readonly BroughtEntry[] => {
    const { source, file } = checkpoint;
    const isBrought = source.kind === 'brought' || source.kind === 'unpublished';
    return isBrought && file !== null ? [{ model, checkpoint, source, converted: file }] : [];
  }),
);

/** `HyperIQA, trained on KonIQ-10k; scores 0 to 100, higher is better (110 MB)` */
export function describeWeights({ model, checkpoint }: WeightsEntry | BroughtEntry): string {
  const { trainedOn, range, better, source } = checkpoint;
  const bytes =
    source.kind === 'download' ? source.files.reduce((sum, { size }) => sum + size.bytes, 0) : checkpoint.bytes;
  const scores = model.task === 'metric' ? `; scores ${range.join(' to ')}, ${better} is better` : '';
  return `${model.title}, trained on ${trainedOn}${scores} (${Math.round(bytes / 1e6)} MB)`;
}

/** For an approximate size, up to four times as much is accepted. */
export function mostBytesOf({ size }: PublishedFile): number {
  return size.isExact ? size.bytes : 4 * size.bytes;
}

/** HYPERIQA_WEIGHTS_BASE in the environment replaces the scheme and host of every address: a mirror, or a test's server. */
export function addressOf(url: string): URL {
  const address = new URL(url);
  const base = process.env.HYPERIQA_WEIGHTS_BASE;
  return base === undefined || base === '' ? address : new URL(address.pathname + address.search, base);
}
