import { elementCount, formatShape, type Shape, type Value } from '../../tensor.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkRank, checkWhole, graphError } from '../checks.ts';
import {
  type HostTensor,
  type Net,
  type OperatorRules,
  type Pair,
  pairOf,
  type Reference,
  type ReferenceResult,
  type Sides,
  sidesOf,
} from '../operator.ts';

/**
 * The maximum or average over windows of each channel. Input: x [N,C,H,W]. Output: [N,C,H',W'], H' = round((H + top + bottom -
 * kernel) / stride) + 1 with round = floor or ceil; in ceil mode a last window that would start beyond the padded input is
 * dropped (as in PyTorch and Caffe). Padding never wins a maximum. An average divides by the window's area within the padded
 * input, or within the input alone.
 */
export interface Pool2d {
  readonly kind: 'pool2d';
  readonly take: 'max' | 'average';
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Sides;
  readonly rounding: 'floor' | 'ceil';
  /** For averages: PyTorch's count_include_pad. */
  readonly countPadding: boolean;
}

export interface PoolLayer {
  readonly kernel: number | Pair;
  readonly stride: number | Pair;
  /** Default 0. */
  readonly padding?: number | Pair | Sides;
  /** Default 'floor'. */
  readonly rounding?: Pool2d['rounding'];
}

export function maxPool(net: Net<Pool2d>, name: string, x: Value, layer: PoolLayer): Value {
  return net.add(name, poolOf('max', layer, false), [x]);
}

/** @param countPadding default true */
export function averagePool(
  net: Net<Pool2d>,
  name: string,
  x: Value,
  { countPadding, ...layer }: PoolLayer & { readonly countPadding?: boolean },
): Value {
  return net.add(name, poolOf('average', layer, countPadding ?? true), [x]);
}

function poolOf(take: Pool2d['take'], layer: PoolLayer, countPadding: boolean): Pool2d {
  const { kernel, stride, padding, rounding } = layer;
  const windows = { kernel: pairOf(kernel), stride: pairOf(stride), padding: sidesOf(padding ?? 0) };
  return { kind: 'pool2d', take, ...windows, rounding: rounding ?? 'floor', countPadding };
}

function outputShape(operator: Pool2d, inputs: readonly Shape[]): Shape {
  const { kernel, stride, padding, rounding } = operator;
  checkInputCount('pool2d', inputs, 1);
  const [x] = inputs;
  checkRank('pool2d', 'an input', x, 4);
  checkWhole('pool2d', 'a window', kernel, 1);
  checkWhole('pool2d', 'a stride', stride, 1);
  checkWhole('pool2d', 'a padding', padding, 0);
  const sizes = kernel.map((size, axis) => {
    if (2 * Math.max(padding[axis], padding[2 + axis]) > size) {
      throw graphError(
        `pool2d with the window ${formatShape(kernel)} allows at most half of it as padding, found ${formatShape(padding)}.`,
      );
    }
    const room = x[2 + axis] + padding[axis] + padding[2 + axis] - size;
    if (room < 0)
      throw graphError(
        `pool2d needs an input that its window ${formatShape(kernel)} fits into, found ${formatShape(x)}.`,
      );
    const last = Math[rounding](room / stride[axis]);
    return last * stride[axis] >= x[2 + axis] + padding[axis] ? last : last + 1;
  });
  return [x[0], x[1], ...sizes];
}

function reference(operator: Pool2d, [x]: readonly HostTensor[]): ReferenceResult {
  const { take, kernel, stride, padding, countPadding } = operator;
  const shape = outputShape(operator, [x.shape]);
  const [, , height, width] = x.shape;
  const [batch, channels, outHeight, outWidth] = shape;
  const { output, magnitude } = emptySum(shape);
  let index = 0;
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++, index++) {
        const top = oy * stride[0] - padding[0];
        const left = ox * stride[1] - padding[1];
        const bottom = Math.min(top + kernel[0], height + (countPadding ? padding[2] : 0));
        const right = Math.min(left + kernel[1], width + (countPadding ? padding[3] : 0));
        let largest = -Infinity;
        let sum = 0;
        let size = 0;
        for (let y = Math.max(top, 0); y < Math.min(bottom, height); y++) {
          for (let column = Math.max(left, 0); column < Math.min(right, width); column++) {
            const value = x.data[(plane * height + y) * width + column];
            largest = Math.max(largest, value);
            sum += value;
            size += Math.abs(value);
          }
        }
        const area = countPadding
          ? (bottom - top) * (right - left)
          : (bottom - Math.max(top, 0)) * (right - Math.max(left, 0));
        output.data[index] = take === 'max' ? largest : sum / area;
        magnitude[index] = size / area;
      }
    }
  }
  return { output, magnitude: take === 'max' ? null : magnitude };
}

export const pool2dRules: OperatorRules<Pool2d> = {
  outputShape,
  cost(operator, inputs, output) {
    // Comparisons are not counted; an average adds every element of its window and divides once.
    const each = operator.take === 'max' ? 0 : elementCount(operator.kernel) + 1;
    return { flops: each * elementCount(output), bytes: float32Bytes([...inputs, output]) };
  },
};

export const pool2dReference: Reference<Pool2d> = async (operator, inputs) => reference(operator, inputs);
