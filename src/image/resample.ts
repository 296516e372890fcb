/** Resizes without rounding to bytes and without antialiasing: every new pixel is a weighted sum of a few old ones. */
import type { Photo } from './photo.ts';

/** The pixels along an axis that make a new one: the index of the first, and the weights from there on. */
interface Tap {
  readonly first: number;
  readonly weights: readonly number[];
}

/** The tap of output pixel `index` on an axis that is resized from `input` to `output` pixels. */
export type Filter = (index: number, input: number, output: number) => Tap;

/** Keys' cubic of four taps with a = -0.75; taps beyond the border use the border pixel. As PyTorch's `interpolate`. */
export const cubic: Filter = (index, input, output) => {
  const position = (input / output) * (index + 0.5) - 0.5;
  const near = Math.floor(position);
  const a = -0.75;
  const inner = (d: number) => ((a + 2) * d - (a + 3)) * d * d + 1;
  const outer = (d: number) => ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  const t = position - near;
  const within = (place: number) => Math.min(Math.max(place, 0), input - 1);
  const first = within(near - 1);
  const weights = Array<number>(within(near + 2) - first + 1).fill(0);
  for (const [i, weight] of [outer(t + 1), inner(t), inner(1 - t), outer(2 - t)].entries()) {
    weights[within(near - 1 + i) - first]! += weight;
  }
  return { first, weights };
};

/**
 * A Gaussian of sigma 0.5 within 1.5 pixels of the old picture, even when shrinking; the weights of the existing pixels are
 * normalised to 1. As TensorFlow's `ResizeMethod.GAUSSIAN`.
 */
export const gaussian: Filter = (index, input, output) => {
  const centre = (index + 0.5) * (input / output);
  const within = (place: number) => Math.min(Math.max(place, 0), input - 1);
  const first = within(Math.ceil(centre - 2));
  const last = within(Math.floor(centre + 1));
  const parts = Array.from({ length: last - first + 1 }, (_, i) => {
    const apart = Math.abs(first + i + 0.5 - centre);
    return apart < 1.5 ? Math.exp(-2 * apart * apart) : 0;
  });
  const total = parts.reduce((a, b) => a + b, 0);
  return { first, weights: parts.map((part) => part / total) };
};

/** [height, width, 3] on the scale of the photo's bytes, which the cubic filter may slightly exceed. */
export function resample(photo: Photo, width: number, height: number, filter: Filter): Float32Array {
  const columns = Array.from({ length: width }, (_, x) => filter(x, photo.width, width));
  const values = new Float32Array(height * width * 3);
  const row = new Float64Array(photo.width * 3);
  for (let y = 0; y < height; y++) {
    const { first, weights } = filter(y, photo.height, height);
    row.fill(0);
    for (const [i, weight] of weights.entries()) {
      const from = (first + i) * row.length;
      for (let place = 0; place < row.length; place++) row[place]! += weight * photo.data[from + place]!;
    }
    for (const [x, column] of columns.entries()) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        let from = column.first * 3 + channel;
        for (const weight of column.weights) {
          sum += weight * row[from]!;
          from += 3;
        }
        values[(y * width + x) * 3 + channel] = sum;
      }
    }
  }
  return values;
}
