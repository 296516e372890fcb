/** The windows of a resize, with the weights that Pillow uses for 8-bit pictures. */
import { type TriangleWindows, triangleWindows } from './triangle-windows.ts';

export const weightBits = 22;
/** Added to a sum so that truncating it rounds. */
export const half = 1 << (weightBits - 1);

/** As `TriangleWindows`, weights in 1/2^22. */
export interface FixedWindows extends Omit<TriangleWindows, 'weights'> {
  readonly weights: Int32Array;
}

/** The windows of the last sizes, since a folder's photos often share them. */
const known = new Map<string, FixedWindows>();
const mostKnown = 8;

export function fixedWindows(inputSize: number, outputSize: number): FixedWindows {
  const key = `${inputSize} to ${outputSize}`;
  const windows = known.get(key) ?? computeWindows(inputSize, outputSize);
  known.delete(key);
  known.set(key, windows);
  if (known.size > mostKnown) known.delete(known.keys().next().value!);
  return windows;
}

function computeWindows(inputSize: number, outputSize: number): FixedWindows {
  const { weights, ...windows } = triangleWindows(inputSize, outputSize);
  return { ...windows, weights: Int32Array.from(weights, (weight) => Math.trunc(0.5 + weight * 2 ** weightBits)) };
}
