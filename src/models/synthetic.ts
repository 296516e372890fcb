/**
 * Weights from an integer hash of each tensor's name and each value's index, at full size and bit for bit equal to those of
 * tools/reference/synthetic.py: for tests and benchmarks, and for trying the program without a trained checkpoint. Their scores
 * are finite and spread, but meaningless.
 */
import type { StoredTensor, TensorFile } from '../formats/tensor-file.ts';
import { hashIndex } from '../graph/counter-hash.ts';
import { elementCount } from '../graph/tensor.ts';
import { bell, type Distribution, flat } from './distribution.ts';
import { layoutOf, type TensorSpec } from './layout.ts';
import type { Model } from './model.ts';

/** Activations stay near unit scale, and running statistics differ from 0 and 1. */
function usualDistribution({ name, shape }: TensorSpec): Distribution {
  if (name.endsWith('.running_mean')) return bell(0.04);
  if (name.endsWith('.running_var')) return flat(0.5, 1);
  if (shape.length < 2) return bell(0.01);
  // He et al. 2015: 2 / fan-in preserves the scale through ReLU.
  return bell(2 / elementCount(shape.slice(1)));
}

/** 32-bit FNV-1a of ASCII text. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

function makeValues(seed: number, spec: TensorSpec, distribution: Distribution): Float32Array {
  const { integers, scale, offset } = distribution;
  const start = hashText(`${seed}/${spec.name}`);
  const values = new Float32Array(elementCount(spec.shape));
  for (let i = 0; i < values.length; i++) {
    const bits = hashIndex(start, i);
    const integer =
      integers === 'flat'
        ? bits >>> 8
        : (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - 510;
    values[i] = Math.fround(integer * scale) + offset;
  }
  return values;
}

/**
 * The layout's tensors as a file in memory; values are computed anew at every read. Seeds are integers.
 * @param distributionOf a model's own distribution of a tensor, if it has one.
 */
export function syntheticTensors(
  layout: readonly TensorSpec[],
  seed: number,
  distributionOf: (spec: TensorSpec) => Distribution | undefined = () => undefined,
): TensorFile {
  const tensors = layout.map((spec): [string, StoredTensor] => {
    const distribution = distributionOf(spec) ?? usualDistribution(spec);
    const read = async () => new Uint8Array(makeValues(seed, spec, distribution).buffer);
    return [spec.name, { ...spec, dtype: 'f32', read }];
  });
  const metadata = { source_format: 'synthetic', seed: String(seed) };
  return { format: 'safetensors', metadata, tensors: new Map(tensors) };
}

/** An untrained checkpoint of the model at its usual widths; see the head of this file. */
export async function syntheticWeights(model: Model, seed: number): Promise<TensorFile> {
  const code = await model.code();
  const file = syntheticTensors(
    layoutOf((weights) => code.request(weights)),
    seed,
    (spec) => code.distributionOf?.(spec),
  );
  return { ...file, metadata: { ...file.metadata, model: model.name } };
}
