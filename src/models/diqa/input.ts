/** DIQA's input: a photo's grey levels minus a version that was reduced to a quarter of the size and enlarged again. */
import type { CropInput } from '../../image/crop-tensor.ts';
import type { Size } from '../../image/protocols/protocol.ts';
import { resizeTensorFlowCubic } from '../../image/resize-tensorflow.ts';
import type { Plan } from './plans.ts';

/** tf.image.rgb_to_grayscale. They add up to 0.9999. */
const luma = [0.2989, 0.587, 0.114] as const;

const kernelSize = 16;
/** The weights are centred on tap 8, but SAME padding aligns tap 7 with the pixel, so blurring shifts by a pixel. */
const middle = 8;
const before = 7;
const deviation = 7 / 6;

const kernel = (() => {
  const taps = Array.from({ length: kernelSize }, (_, i) => Math.exp(-((i - middle) ** 2) / (2 * deviation ** 2)));
  const sum = taps.reduce((total, tap) => total + tap);
  return taps.map((tap) => tap / sum);
})();

/** The input of a plan's network: one plane, about -255 to 255; with `deepinsight` stretched to 0..1. */
export function detailOf(plan: Plan): CropInput {
  return {
    channels: 1,
    write({ source, crop }, _position, output, offset) {
      const grey = new Float32Array(crop.width * crop.height);
      for (let i = 0; i < grey.length; i++) {
        const [r, g, b] = [source.data[3 * i]!, source.data[3 * i + 1]!, source.data[3 * i + 2]!];
        grey[i] = luma[0] * r + luma[1] * g + luma[2] * b;
      }
      const quarter = { width: Math.ceil(crop.width / 4), height: Math.ceil(crop.height / 4) };
      const small = resizeTensorFlowCubic(blurred(grey, crop), crop, quarter);
      const low = resizeTensorFlowCubic(small, quarter, crop);
      const detail = grey.map((value, i) => value - low[i]!);
      output.set(plan === 'deepinsight' ? stretched(detail) : detail, offset);
    },
  };
}

/** Padded with zeros. */
function blurred(values: Float32Array, { width, height }: Size): Float32Array {
  const across = alongRows(values, width, height, 1, width);
  return alongRows(across, height, width, width, 1);
}

/** @param step the distance between elements of a row with `length` elements; `between` is that between rows. */
function alongRows(values: Float32Array, length: number, count: number, step: number, between: number): Float32Array {
  const output = new Float32Array(values.length);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      const last = Math.min(kernelSize, length + before - i);
      for (let tap = Math.max(0, before - i); tap < last; tap++) {
        sum += kernel[tap]! * values[row * between + (i + tap - before) * step]!;
      }
      output[row * between + i * step] = sum;
    }
  }
  return output;
}

/** Maps the range from the least to the greatest value to 0..1. A black photo, whose values are all 0, is unchanged. */
function stretched(values: Float32Array): Float32Array {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most === least ? values : values.map((value) => (value - least) / (most - least));
}
