/** From moments to BRISQUE's features: fits of generalised Gaussian distributions, as OpenCV's quality module makes them. */
import { gamma } from './gamma.ts';

/** Of one map: how many elements are above and below 0, sums of their squares, sum of all magnitudes. */
interface Moments {
  readonly above: number;
  readonly below: number;
  readonly squaresAbove: number;
  readonly squaresBelow: number;
  readonly magnitude: number;
}

/** An asymmetric generalised Gaussian: deviations on both sides, and the shape (2 is the normal distribution's). */
interface Fit {
  readonly left: number;
  readonly right: number;
  readonly shape: number;
}

/** Shapes that are tried, and the ratio of squared mean magnitude to mean square that each has. */
const candidates: readonly { readonly shape: number; readonly ratio: number }[] = (() => {
  const list = [];
  // Added up rather than multiplied: the digits of the shapes are part of the features.
  for (let shape = 0.2; shape < 10; shape += 0.001) {
    list.push({ shape, ratio: gamma(2 / shape) ** 2 / (gamma(1 / shape) * gamma(3 / shape)) });
  }
  return list;
})();

/**
 * By moments (Lasmar, Stitou and Berthoumieu, "Multiscale skewed heavy tailed model for texture analysis", 2009). A side
 * without elements has the deviation NaN, and the shape is then the last candidate, as in OpenCV.
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

/** The parts of a map's moments added up: [P,5,5] with the map in the middle. */
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
 * The 36 features of a photo, float32: for each scale the shape and variance of the normalised plane, then shape, mean
 * and the variances of both sides of its four products. NaN where a photo is flat.
 * @param whole, half are the outputs of `brisqueGraph` for a photo of this size.
 */
export function featuresOf(whole: Float32Array, half: Float32Array, width: number, height: number): Float32Array {
  const halfCount = Math.floor(width / 2) * Math.floor(height / 2);
  return Float32Array.from([...featuresOfScale(whole, width * height), ...featuresOfScale(half, halfCount)]);
}
