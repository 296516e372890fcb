/** The checkpoint that a converted file holds. */
import type { TensorFile } from '../formats/tensor-file.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Model } from './model.ts';

/** The description of untrained weights, on the scale of the model's first checkpoint. */
function syntheticCheckpoint(model: Model): Checkpoint {
  return {
    ...model.checkpoints[0],
    name: 'synthetic',
    label: 'synthetic',
    trainedOn: 'nothing',
    isClipped: false,
    caution: 'The weights are synthetic: the scores mean nothing.',
    licence: 'none',
    file: null,
    bytes: 0,
    source: { kind: 'none' },
  };
}

/**
 * The checkpoint of the model that a converted file holds, by its metadata: `checkpoint`, or `source_naming` in files of older
 * converters. A user's own training counts as one of the model's first checkpoint, with the file's own direction and range where
 * it states them.
 */
export function checkpointOf(model: Model, { metadata }: Pick<TensorFile, 'metadata'>): Checkpoint {
  // A formula has no file that could name it.
  if (model.namings.length === 0) return model.checkpoints[0];
  if (metadata.source_format === 'synthetic') return syntheticCheckpoint(model);
  const { checkpoint, source_naming: label } = metadata;
  const naming = model.namings.find(({ name }) => name === label);
  const known =
    model.checkpoints.find(({ name }) => name === checkpoint) ??
    model.checkpoints.find((candidate) => candidate.label === label) ??
    model.checkpoints.find(({ name }) => name === naming?.checkpoint);
  if (known !== undefined) return known;
  const [usual] = model.checkpoints;
  const ends = (metadata.range ?? '').split(' ').map(Number);
  return {
    ...usual,
    name: checkpoint ?? 'unknown',
    label: label ?? metadata.source_format ?? 'unknown',
    trainedOn: metadata.trained_on ?? 'unknown',
    better: metadata.better === 'lower' || metadata.better === 'higher' ? metadata.better : usual.better,
    range: ends.length === 2 && ends.every(Number.isFinite) ? [ends[0], ends[1]] : usual.range,
    isClipped: false,
    protocol: metadata.protocol ?? usual.protocol,
    caution: null,
  };
}
