import { type Constant, elementCount, formatShape, type Shape, type Value } from '../../tensor.ts';
import { type Activation, activate } from '../activations.ts';
import { emptySum, float32Bytes, valuesOr } from '../arithmetic.ts';
import { checkConstant, checkInputCount, checkRank, checkShape, checkWhole, graphError } from '../checks.ts';
import {
  type HostTensor,
  type Net,
  type OperatorRules,
  type Pair,
  pairOf,
  type ReferenceResult,
  type Sides,
  sidesOf,
} from '../operator.ts';

/**
 * Two-dimensional convolution (cross-correlation, as PyTorch and Caffe define it). Inputs: x [N,C,H,W], and optionally a residual
 * of the output's shape that is added before the activation. Output: [N,O,H',W'], H' = floor((H + top + bottom - dilation*(kh-1)
 * - 1) / stride) + 1; the padding is zeros.
 */
export interface Conv2d {
  readonly kind: 'conv2d';
  /** [O, C/groups, kh, kw] */
  readonly weight: Constant;
  /** [O] */
  readonly bias: Constant | null;
  readonly stride: Pair;
  readonly padding: Sides;
  readonly dilation: Pair;
  readonly groups: number;
  readonly activation: Activation;
  /** [O], or [1] for all channels: PReLU's slopes, by which negative results are multiplied. Null with an activation. */
  readonly slope: Constant | null;
}

/** A convolution's attributes; a single number applies to both axes. */
export interface Conv2dLayer {
  /** [O, C/groups, kh, kw] */
  readonly weight: Constant;
  /** [O]; default none. */
  readonly bias?: Constant;
  /** Default 1, as for the dilation and the number of groups; the padding is 0 by default. */
  readonly stride?: number | Pair;
  readonly padding?: number | Pair | Sides;
  readonly dilation?: number | Pair;
  readonly groups?: number;
  readonly activation?: Activation;
}

export function conv2d(net: Net<Conv2d>, name: string, x: Value, layer: Conv2dLayer, residual?: Value): Value {
  const operator: Conv2d = {
    kind: 'conv2d',
    weight: layer.weight,
    bias: layer.bias ?? null,
    stride: pairOf(layer.stride ?? 1),
    padding: sidesOf(layer.padding ?? 0),
    dilation: pairOf(layer.dilation ?? 1),
    groups: layer.groups ?? 1,
    activation: layer.activation ?? 'none',
    slope: null,
  };
  return net.add(name, operator, residual === undefined ? [x] : [x, residual]);
}

function outputShape(operator: Conv2d, inputs: readonly Shape[]): Shape {
  checkInputCount('conv2d', inputs, 1, 2);
  const [x, residual] = inputs;
  const { weight, bias, slope, stride, padding, dilation, groups } = operator;
  checkRank('conv2d', 'an input', x, 4);
  checkRank('conv2d', `the weight '${weight.key}'`, weight.shape, 4);
  checkWhole('conv2d', 'a stride', stride, 1);
  checkWhole('conv2d', 'a padding', padding, 0);
  checkWhole('conv2d', 'a dilation', dilation, 1);
  checkWhole('conv2d', 'a number of groups', [groups], 1);
  const [outputs, groupInputs, ...kernel] = weight.shape;
  if (groupInputs * groups !== x[1] || outputs % groups !== 0) {
    throw graphError(
      `conv2d with ${groups} groups and the weight '${weight.key}' ${formatShape(weight.shape)} needs an input of ` +
        `${groupInputs * groups} channels and outputs that the groups divide, found the input ${formatShape(x)}.`,
    );
  }
  checkConstant('conv2d', 'the bias', bias, [outputs]);
  checkConstant('conv2d', 'the slope', slope, slope?.shape[0] === 1 ? [1] : [outputs]);
  const [height, width] = kernel.map((size, axis) => {
    const room = x[2 + axis] + padding[axis] + padding[2 + axis] - dilation[axis] * (size - 1) - 1;
    if (room < 0) {
      throw graphError(
        `conv2d needs an input that its window of ${formatShape(weight.shape)} fits into, found ${formatShape(x)}.`,
      );
    }
    return Math.floor(room / stride[axis]) + 1;
  });
  const shape = [x[0], outputs, height, width];
  if (residual !== undefined) checkShape('conv2d', 'a residual', residual, shape);
  return shape;
}

export async function conv2dReference(operator: Conv2d, inputs: readonly HostTensor[]): Promise<ReferenceResult> {
  const [x, residual] = inputs;
  const { stride, padding, dilation } = operator;
  const shape = outputShape(
    operator,
    inputs.map((input) => input.shape),
  );
  const [batch, outputs, outHeight, outWidth] = shape;
  const [, channels, height, width] = x.shape;
  const [, groupInputs, kernelHeight, kernelWidth] = operator.weight.shape;
  const weight = await operator.weight.read();
  const bias = await valuesOr(operator.bias, outputs, 0);
  const slopes = await operator.slope?.read();
  const { output, magnitude } = emptySum(shape);
  let index = 0;
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outputs; o++) {
      const firstChannel = Math.floor(o / (outputs / operator.groups)) * groupInputs;
      for (let oy = 0; oy < outHeight; oy++) {
        for (let ox = 0; ox < outWidth; ox++, index++) {
          const start = residual === undefined ? 0 : residual.data[index];
          let sum = bias[o] + start;
          let size = Math.abs(bias[o]) + Math.abs(start);
          for (let c = 0; c < groupInputs; c++) {
            for (let ky = 0; ky < kernelHeight; ky++) {
              const y = oy * stride[0] - padding[0] + ky * dilation[0];
              if (y < 0 || y >= height) continue;
              const row = ((n * channels + firstChannel + c) * height + y) * width;
              const taps = ((o * groupInputs + c) * kernelHeight + ky) * kernelWidth;
              for (let kx = 0; kx < kernelWidth; kx++) {
                const column = ox * stride[1] - padding[1] + kx * dilation[1];
                if (column < 0 || column >= width) continue;
                const product = x.data[row + column] * weight[taps + kx];
                sum += product;
                size += Math.abs(product);
              }
            }
          }
          const slope = slopes === undefined || sum > 0 ? 1 : slopes[o % slopes.length];
          output.data[index] = slope * activate(sum, operator.activation);
          magnitude[index] = size;
        }
      }
    }
  }
  return { output, magnitude };
}

export const conv2dRules: OperatorRules<Conv2d> = {
  outputShape,
  cost(operator, inputs, output) {
    const terms = elementCount(operator.weight.shape.slice(1));
    const additions = (operator.bias === null ? 0 : 1) + (inputs.length - 1);
    return {
      flops: elementCount(output) * (2 * terms + additions),
      bytes: float32Bytes([...inputs, output], [operator.weight, operator.bias, operator.slope]),
    };
  },
};
