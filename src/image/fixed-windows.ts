/** Windows of a resize with the weights that Pillow has for 8-bit pictures. */
import { type TriangleWindows, triangleWindows } from './triangle-windows.ts';

export const weightBits = 22;
/** What is added to a sum so that cutting it rounds. */
export const half = 1 << (weightBits - 1);

/** As `TriangleWindows`, weights in 1/2^22. */
export interface FixedWindows extends Omit<TriangleWindows, 'weights'> {
  readonly weights: Int32Array;
}

export function fixedWindows(inputSize: number, outputSize: number): FixedWindows {
  const { weights, ...windows } = triangleWindows(inputSize, outputSize);
  return { ...windows, weights: Int32Array.from(weights, (weight) => Math.trunc(0.5 + weight * 2 ** weightBits)) };
}
