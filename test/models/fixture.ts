/** Reads test/fixtures/networks, and compares computed tensors with the values kept there. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';

/** Up to 64 values of a tensor that PyTorch or OpenCV computed. */
export interface Sampled {
  readonly count: number;
  readonly largest: number;
  readonly values: readonly number[];
}

export type SampledTensors = Readonly<Record<string, Sampled>>;

/** PyTorch's HyperIQA on crops of a sample photo. */
export interface HyperIqaReference {
  readonly cropSeed: number;
  readonly photo: string;
  readonly inputSha256: string;
  readonly tensors: SampledTensors;
  readonly scores: readonly number[];
}

export interface HyperIqaFixture extends HyperIqaReference {
  readonly weightSeed: number;
}

/** The reference of the weights that are part of the repository. */
export interface NanoFixture extends HyperIqaReference {
  /** SHA-256 of weights/hyperiqa-nano.safetensors. */
  readonly weightsSha256: string;
  /** By file in samples/: the mean over the demo protocol's ten crops, seed 0. */
  readonly tenCropScores: Readonly<Record<string, number>>;
}

export interface FaceFixture {
  readonly probedPhoto: string;
  readonly tensors: SampledTensors;
  readonly detections: Readonly<
    Record<
      string,
      {
        readonly inputSha256: string;
        /** Confidence, x0, y0, x1, y1; those above 0.1, most confident first. */
        readonly found: readonly (readonly [number, number, number, number, number])[];
      }
    >
  >;
}

export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(`test/fixtures/networks/${name}.json`, 'utf8'));
}

export function sha256(values: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
}

/** Position of a kept value, as `sampled` in tools/reference/fixture_values.py chooses it. */
function placeOf(index: number, count: number): number {
  return count > 64 ? (index * 104_729) % count : index;
}

/** The largest difference of kept values, as a share of the tensor's largest magnitude; NaN counts as infinite. */
export function relativeError(values: ArrayLike<number>, expected: Sampled): number {
  assert.is(values.length, expected.count);
  const errors = expected.values.map((value, i) => Math.abs(values[placeOf(i, expected.count)] - value));
  return errors.some(Number.isNaN) ? Infinity : Math.max(...errors) / expected.largest;
}

/** Fails, naming every tensor with its error, unless all are within `bound` of the largest magnitude. */
export function assertTensors(
  found: Readonly<Record<string, ArrayLike<number>>>,
  expected: SampledTensors,
  bound: number,
) {
  const errors = Object.entries(expected).map(([name, tensor]) => {
    const values = found[name];
    // A merged node has the name of its last part's output.
    assert.ok(values, `no layer ${name} remains after the rewrites; there are ${Object.keys(found).join(', ')}`);
    return { name, error: relativeError(values!, tensor) };
  });
  const report = errors.map(({ name, error }) => `${name} ${error.toExponential(1)}`).join(', ');
  assert.ok(
    errors.every(({ error }) => error <= bound),
    `beyond ${bound} of the largest magnitude: ${report}`,
  );
}
