/** What DIQA sees of a photo: its grey levels without what is left of them at a quarter of the size. */
import type { CropInput } from '../../image/crop-tensor.ts';
import type { Size } from '../../image/protocols/protocol.ts';
import { resizeTensorFlowCubic } from '../../image/resize-tensorflow.ts';
import type { Plan } from './plans.ts';

/** tf.image.rgb_to_grayscale. They add up to 0.9999. */
const luma = [0.2989, 0.587, 0.114] as const;

const kernelSize = 16;
/** The weights are centred on tap 8, and SAME padding puts tap 7 onto the pixel, so what is blurred moves by a pixel. */
const middle = 8;
const before = 7;
const deviation = 7 / 6;

const kernel = (() => {
  const taps = Array.from({ length: kernelSize }, (_, i) => Math.exp(-((i - middle) ** 2) / (2 * deviation ** 2)));
  const sum = taps.reduce((total, tap) => total + tap);
  return taps.map((tap) => tap / sum);
})();

/** How a plan's network is given a photo: one plane, about -255 to 255; with `deepinsight` stretched to 0 to 1. */
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

/** Beyond the border there are zeros. */
function blurred(values: Float32Array, { width, height }: Size): Float32Array {
  const across = alongRows(values, width, height, 1, width);
  return alongRows(across, height, width, width, 1);
}

/** @param step from an element to the next of its row, which has `length`; `between` from a row to the next. */
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

/** From the least to the most value as 0 to 1. A black photo, whose values are all 0, stays as it is. */
function stretched(values: Float32Array): Float32Array {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most === least ? values : values.map((value) => (value - least) / (most - least));
}
