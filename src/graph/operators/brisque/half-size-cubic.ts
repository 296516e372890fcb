import { elementCount, type Shape, type Value } from '../../tensor.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkRank, checkShape, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * Halves every plane by cubic interpolation, as OpenCV's resize with INTER_CUBIC does: four taps along each axis, the border
 * replicated, no low-pass filter. Inputs: x [N,C,H,W], W at least 2; the rows' taps [h,8] as `packedTaps` gives them. They are an
 * input because a plane may be a band of a larger one, and the taps depend on where its rows lie. Output: [N,C,h,floor(W/2)].
 */
export interface HalfSizeCubic {
  readonly kind: 'half-size-cubic';
}

export function halfSizeCubic(net: Net<HalfSizeCubic>, name: string, x: Value, rowTaps: Value): Value {
  return net.add(name, { kind: 'half-size-cubic' }, [x, rowTaps]);
}

/** One output position along an axis: its four input positions and their weights. */
export interface HalvingTap {
  readonly positions: readonly [number, number, number, number];
  readonly weights: readonly [number, number, number, number];
}

/**
 * The taps along an axis of `length` input positions; those of output i lie within positions 2i - 1 to 2i + 3. All arithmetic is
 * rounded to float32 where OpenCV rounds, because along an axis of odd length the fraction of a position, and with it the
 * weights, depend on the rounding.
 */
export function halvingTaps(length: number): readonly HalvingTap[] {
  const half = Math.floor(length / 2);
  const step = 1 / (half / length);
  return Array.from({ length: half }, (_, i) => {
    const centre = Math.fround((i + 0.5) * step - 0.5);
    const below = Math.floor(centre);
    const at = (offset: number) => Math.min(Math.max(below + offset, 0), length - 1);
    return { positions: [at(-1), at(0), at(1), at(2)], weights: cubicWeights(Math.fround(centre - below)) };
  });
}

/** Packs taps as [taps,8]: four positions relative to `origin`, then four weights. */
export function packedTaps(taps: readonly HalvingTap[], origin: number): Float32Array {
  return Float32Array.from(
    taps.flatMap(({ positions, weights }) => [...positions.map((position) => position - origin), ...weights]),
  );
}

/** Keys' cubic with A = -0.75 at distances 1 + fraction, fraction, 1 - fraction and 2 - fraction, step by step in float32. */
function cubicWeights(fraction: number): HalvingTap['weights'] {
  const f = Math.fround;
  const a = -0.75;
  const near = (x: number) => f(f(f(f(f((a + 2) * x) - (a + 3)) * x) * x) + 1);
  const beyond = f(fraction + 1);
  const quadratic = f(f(f(f(a * beyond) - 5 * a) * beyond) + 8 * a);
  const first = f(f(quadratic * beyond) - 4 * a);
  const second = near(fraction);
  const third = near(f(1 - fraction));
  return [first, second, third, f(f(f(1 - first) - second) - third)];
}

export const halfSizeCubicRules: OperatorRules<HalfSizeCubic> = {
  outputShape(_operator, inputs) {
    checkInputCount('half-size-cubic', inputs, 2);
    const [x, rows] = inputs;
    checkRank('half-size-cubic', 'an input', x, 4);
    checkShape('half-size-cubic', "the rows' taps", rows, [rows[0], 8]);
    const [batch, channels, , width] = x;
    if (width < 2) throw graphError(`half-size-cubic needs planes at least 2 wide, found ${width}.`);
    return [batch, channels, rows[0], Math.floor(width / 2)];
  },

  cost(_operator, inputs, output) {
    // Five sums of four products: one for each of four rows, and one for the column of their results.
    return { flops: 5 * 7 * elementCount(output), bytes: float32Bytes([...inputs, output]) };
  },
};

export const halfSizeCubicReference: Reference<HalfSizeCubic> = async (operator, [x, rows]) => {
  const [, , height, width] = x.shape;
  const shape: Shape = halfSizeCubicRules.outputShape(operator, [x.shape, rows.shape]);
  const result = emptySum(shape);
  const columns = halvingTaps(width);
  for (let index = 0; index < result.magnitude.length; index++) {
    const column = columns[index % columns.length];
    const row = Math.floor(index / columns.length) % rows.shape[0];
    const plane = Math.floor(index / (columns.length * rows.shape[0])) * height * width;
    for (let i = 0; i < 4; i++) {
      const [y, weight] = [rows.data[row * 8 + i], rows.data[row * 8 + 4 + i]];
      for (const [j, position] of column.positions.entries()) {
        const product = x.data[plane + y * width + position] * weight * column.weights[j];
        result.output.data[index] += product;
        result.magnitude[index] += Math.abs(product);
      }
    }
  }
  return result;
};
