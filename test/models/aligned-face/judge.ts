/** Runs networks that judge aligned faces on the checkpoints and faces of their fixtures. */
import { readFileSync } from 'node:fs';
import type { TensorFile } from '../../../src/formats/tensor-file.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { iResNetDistribution } from '../../../src/models/backbones/iresnet.ts';
import type { MetricModel } from '../../../src/models/metric.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import type { SampledTensors } from '../fixture.ts';
import { type SeededWeights, scoreWithTensors, seededCheckpoint } from '../seeded.ts';

/** Written by tools/reference/face_networks.py. */
export interface FaceFixture extends SeededWeights {
  readonly photo: string;
  readonly box: Box;
  readonly tensors: SampledTensors;
  readonly score: number;
}

export function readFaceFixture(model: string): FaceFixture {
  return JSON.parse(readFileSync(`test/models/aligned-face/${model}.json`, 'utf8'));
}

/** A PyTorch checkpoint of seeded weights, with a prefix before every name. */
export function checkpoint(weights: SeededWeights, prefix: string): TensorFile {
  return seededCheckpoint(weights, prefix, iResNetDistribution);
}

/**
 * Scores the fixture's face on the adapter. Returns the score, and the outputs of all layers that remain after the rewrites.
 * @param files all files of the checkpoint.
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
