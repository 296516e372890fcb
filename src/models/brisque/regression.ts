/** Computes BRISQUE's score from its features by support-vector regression with radial basis functions. */
import type { Constant } from '../../graph/tensor.ts';
import { checkFinite } from '../finite.ts';
import type { WeightSource } from '../weight-source.ts';

/** Nine maps on two scales: two numbers of the first, four of each other. */
const featureCount = 36;

/** That of the model that OpenCV publishes, trained on the LIVE image quality database. */
const usualSupportVectors = 774;

/** The weights in memory; they are small. */
export interface Regression {
  /** [2,36]: the smallest and largest value of each feature in training. */
  readonly range: Float32Array;
  /** [S,36], scaled to -1..1. */
  readonly supportVectors: Float32Array;
  /** [S] */
  readonly alpha: Float32Array;
  readonly rho: number;
  readonly gamma: number;
}

/** @throws HyperIqaError WEIGHTS for a tensor that is missing or of another shape. */
export function regressionConstants(weights: WeightSource): readonly Constant[] {
  const supportVectors = weights.shapeOf('alpha')?.[0] ?? usualSupportVectors;
  return [
    weights.constant('range', [2, featureCount]),
    weights.constant('support_vectors', [supportVectors, featureCount]),
    weights.constant('alpha', [supportVectors]),
    weights.constant('rho', [1]),
    weights.constant('gamma', [1]),
  ];
}

/** @throws as `regressionConstants`, and HyperIqaError WEIGHTS for values that are not finite. */
export async function readRegression(weights: WeightSource): Promise<Regression> {
  const constants = regressionConstants(weights);
  const [range, supportVectors, alpha, rho, gamma] = await Promise.all(constants.map((constant) => constant.read()));
  for (const values of [range, supportVectors, alpha, rho, gamma]) checkFinite('BRISQUE', values);
  return { range, supportVectors, alpha, rho: rho[0], gamma: gamma[0] };
}

const best = 0;
const worst = 100;

/** 0 (best) to 100 (worst). A NaN feature makes the score 100, as in OpenCV for a flat photo. */
export function scoreOf(features: Float32Array, regression: Regression): number {
  const scaled = scale(features, regression.range);
  if (scaled.some(Number.isNaN)) return worst;
  const { supportVectors, alpha, rho, gamma } = regression;
  let score = -rho;
  for (const [i, weight] of alpha.entries()) {
    let distance = 0;
    for (let k = 0; k < featureCount; k++) distance += (supportVectors[i * featureCount + k] - scaled[k]) ** 2;
    score += weight * Math.exp(-gamma * distance);
  }
  return Math.min(Math.max(score, best), worst);
}

/** Scales features so that training's range becomes -1..1. */
function scale(features: Float32Array, range: Float32Array): Float32Array {
  return features.map((value, k) => {
    const [low, high] = [range[k], range[featureCount + k]];
    return -1 + (2 * (value - low)) / (high - low);
  });
}
