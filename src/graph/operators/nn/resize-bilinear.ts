import { elementCount, type Value } from '../../tensor.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkRank, checkWhole } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * Resizes every plane, interpolating each value between the four nearest, without a low-pass filter. Input: x [N,C,H,W]. Output:
 * [N,C,height,width].
 */
export interface ResizeBilinear {
  readonly kind: 'resize-bilinear';
  readonly height: number;
  readonly width: number;
  /**
   * What the two grids align: the centres of the corner pixels (PyTorch's align_corners), or the corners of the picture
   * (half-pixel centres, PyTorch's default).
   */
  readonly alignment: 'corner-centres' | 'half-pixel';
}

export function resizeBilinear(
  net: Net<ResizeBilinear>,
  name: string,
  x: Value,
  layer: Omit<ResizeBilinear, 'kind'>,
): Value {
  return net.add(name, { kind: 'resize-bilinear', ...layer }, [x]);
}

/** One output position along an axis: its first and second input position, and the second one's weight. */
export interface LinearTap {
  readonly first: number;
  readonly second: number;
  readonly weight: number;
}

/** The taps along an axis that is resized from `length` to `outputs` positions. */
export function linearTaps(length: number, outputs: number, alignment: ResizeBilinear['alignment']): LinearTap[] {
  return Array.from({ length: outputs }, (_, i) => {
    const place = placeOf(i, length, outputs, alignment);
    const first = Math.min(Math.floor(place), length - 1);
    return { first, second: Math.min(first + 1, length - 1), weight: place - first };
  });
}

function placeOf(i: number, length: number, outputs: number, alignment: ResizeBilinear['alignment']): number {
  if (alignment === 'half-pixel') return Math.max(((i + 0.5) * length) / outputs - 0.5, 0);
  return outputs === 1 ? 0 : (i * (length - 1)) / (outputs - 1);
}

export const resizeBilinearRules: OperatorRules<ResizeBilinear> = {
  outputShape({ height, width }, inputs) {
    checkInputCount('resize-bilinear', inputs, 1);
    checkRank('resize-bilinear', 'an input', inputs[0], 4);
    checkWhole('resize-bilinear', 'a size', [height, width], 1);
    return [...inputs[0].slice(0, 2), height, width];
  },

  cost(_operator, inputs, output) {
    // Three interpolations, each of two multiplications, an addition and the subtraction that gives the other weight.
    return { flops: 12 * elementCount(output), bytes: float32Bytes([...inputs, output]) };
  },
};

export const resizeBilinearReference: Reference<ResizeBilinear> = async (operator, [x]) => {
  const [, , height, width] = x.shape;
  const shape = resizeBilinearRules.outputShape(operator, [x.shape]);
  const rows = linearTaps(height, operator.height, operator.alignment);
  const columns = linearTaps(width, operator.width, operator.alignment);
  const result = emptySum(shape);
  for (let index = 0; index < result.magnitude.length; index++) {
    const column = columns[index % columns.length];
    const row = rows[Math.floor(index / columns.length) % rows.length];
    const plane = Math.floor(index / (columns.length * rows.length)) * height * width;
    for (const [y, down] of [
      [row.first, 1 - row.weight],
      [row.second, row.weight],
    ]) {
      for (const [at, across] of [
        [column.first, 1 - column.weight],
        [column.second, column.weight],
      ]) {
        const product = x.data[plane + y * width + at] * down * across;
        result.output.data[index] += product;
        result.magnitude[index] += Math.abs(product);
      }
    }
  }
  return result;
};
