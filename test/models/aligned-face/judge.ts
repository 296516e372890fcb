/** Networks that judge aligned faces, in the widths of their fixtures: a checkpoint, a face, and what is computed of it. */
import { readFileSync } from 'node:fs';
import type { TensorFile } from '../../../src/formats/tensor-file.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { iResNetDistribution } from '../../../src/models/backbones/iresnet.ts';
import type { MetricModel } from '../../../src/models/metric.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import type { SampledTensors } from '../fixture.ts';
import { type SeededWeights, scoreWithTensors, seededCheckpoint } from '../seeded.ts';

/** By tools/reference/face_networks.py. */
export interface FaceFixture extends SeededWeights {
  readonly photo: string;
  readonly box: Box;
  readonly tensors: SampledTensors;
  readonly score: number;
}

export function readFaceFixture(model: string): FaceFixture {
  return JSON.parse(readFileSync(`test/models/aligned-face/${model}.json`, 'utf8'));
}

/** A PyTorch checkpoint of seeded weights, its names behind a prefix. */
export function checkpoint(weights: SeededWeights, prefix: string): TensorFile {
  return seededCheckpoint(weights, prefix, iResNetDistribution);
}

/**
 * The fixture's face by the model on the adapter: its score, and every layer's output that is left after the rewrites.
 * @param files the checkpoint, in however many files it is published.
 */
export async function judge(
  model: MetricModel,
  files: readonly TensorFile[],
  { photo, box }: Pick<FaceFixture, 'photo' | 'box'>,
  seed?: number,
) {
  const face = cropPhoto(await decodePhoto(`samples/${photo}`), box);
  const { value, parts, tensors } = await scoreWithTensors(
    model,
    files,
    { photo: face },
    seed === undefined ? {} : { seed },
  );
  return { score: value, parts, tensors };
}
