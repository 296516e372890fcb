/**
 * The windows of a bilinear resize with antialiasing, as in Pillow and torch: when shrinking, a triangle as wide as the scale,
 * clipped at the border.
 */

/** For every output index: its window's start and length, and its weights, whose sum is 1. */
export interface TriangleWindows {
  readonly first: Int32Array;
  readonly length: Int32Array;
  /** [outputs, stride] */
  readonly weights: Float64Array;
  readonly stride: number;
}

export function triangleWindows(inputSize: number, outputSize: number): TriangleWindows {
  const scale = inputSize / outputSize;
  const filterScale = Math.max(scale, 1);
  const inverse = 1 / filterScale;
  const stride = Math.ceil(filterScale) * 2 + 1;
  const first = new Int32Array(outputSize);
  const length = new Int32Array(outputSize);
  const weights = new Float64Array(outputSize * stride);
  for (let index = 0; index < outputSize; index++) {
    const center = (index + 0.5) * scale;
    const start = Math.max(Math.trunc(center - filterScale + 0.5), 0);
    const end = Math.min(Math.trunc(center + filterScale + 0.5), inputSize);
    let sum = 0;
    for (let k = 0; k < end - start; k++) {
      const weight = Math.max(1 - Math.abs((k + start - center + 0.5) * inverse), 0);
      weights[index * stride + k] = weight;
      sum += weight;
    }
    for (let k = 0; k < end - start; k++) weights[index * stride + k]! /= sum;
    first[index] = start;
    length[index] = end - start;
  }
  return { first, length, weights, stride };
}
