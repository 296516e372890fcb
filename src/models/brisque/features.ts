/** Computes BRISQUE's features from moments, by fitting generalised Gaussian distributions as OpenCV's quality module does. */
import { gamma } from './gamma.ts';

/** Of one map: the counts of elements above and below 0, the sums of their squares, the sum of all magnitudes. */
interface Moments {
  readonly above: number;
  readonly below: number;
  readonly squaresAbove: number;
  readonly squaresBelow: number;
  readonly magnitude: number;
}

/** An asymmetric generalised Gaussian: the deviations on both sides, and the shape (2 for a normal distribution). */
interface Fit {
  readonly left: number;
  readonly right: number;
  readonly shape: number;
}

/** The candidate shapes, each with its ratio of squared mean magnitude to mean square. */
const candidates: readonly { readonly shape: number; readonly ratio: number }[] = (() => {
  const list = [];
  // Accumulated, not multiplied: the rounding of the shapes is part of OpenCV's features.
  for (let shape = 0.2; shape < 10; shape += 0.001) {
    list.push({ shape, ratio: gamma(2 / shape) ** 2 / (gamma(1 / shape) * gamma(3 / shape)) });
  }
  return list;
})();

/**
 * Fits by moments (Lasmar, Stitou and Berthoumieu, "Multiscale skewed heavy tailed model for texture analysis", 2009). A side
 * without elements gets the deviation NaN, and the shape is then the last candidate, as in OpenCV.
 */
function fit(moments: Moments, count: number): Fit {
  const left = Math.sqrt(moments.squaresBelow / moments.below);
  const right = Math.sqrt(moments.squaresAbove / moments.above);
  const skew = left / right;
  const ratio = (moments.magnitude / count) ** 2 / ((moments.squaresBelow + moments.squaresAbove) / count);
  const wanted = (ratio * (skew ** 3 + 1) * (skew + 1)) / (skew ** 2 + 1) ** 2;
  let shape = 0;
  let distance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const next = Math.abs(candidate.ratio - wanted);
    if (next > distance) break;
    distance = next;
    shape = candidate.shape;
  }
  return { left, right, shape };
}

/** Sums the parts of a map's moments. @param parts [P,5 maps,5 moments] */
function momentsOf(parts: Float32Array, map: number): Moments {
  const sums = [0, 0, 0, 0, 0];
  for (let first = map * 5; first < parts.length; first += 25) {
    for (let i = 0; i < 5; i++) sums[i] += parts[first + i];
  }
  const [above, below, squaresAbove, squaresBelow, magnitude] = sums;
  return { above, below, squaresAbove, squaresBelow, magnitude };
}

function featuresOfScale(parts: Float32Array, count: number): readonly number[] {
  const plane = fit(momentsOf(parts, 0), count);
  const features = [plane.shape, Math.fround(plane.left ** 2 + plane.right ** 2) / 2];
  for (const map of [1, 2, 3, 4]) {
    const { left, right, shape } = fit(momentsOf(parts, map), count);
    const spread = Math.sqrt(gamma(1 / shape) / gamma(3 / shape));
    const mean = (right - left) * (gamma(2 / shape) / gamma(1 / shape)) * spread;
    features.push(shape, mean, left ** 2, right ** 2);
  }
  return features;
}

/**
 * The 36 features of a photo, float32: for each scale the shape and variance of the normalised plane, then shape, mean and both
 * sides' variances for each of its four products. NaN where a photo is flat.
 * @param whole, half the outputs of `brisqueGraph` for a photo of this size.
 */
export function featuresOf(whole: Float32Array, half: Float32Array, width: number, height: number): Float32Array {
  const halfCount = Math.floor(width / 2) * Math.floor(height / 2);
  return Float32Array.from([...featuresOfScale(whole, width * height), ...featuresOfScale(half, halfCount)]);
}
