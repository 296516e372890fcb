import { elementCount, type Shape } from '../tensor.ts';
import { float32Bytes } from './arithmetic.ts';
import { checkInputCount, checkShape, graphError } from './checks.ts';
import { targetLinearRules } from './linear.ts';
import type { HostTensor, OperatorRules, ReferenceResult } from './operator.ts';

/**
 * The whole target net in one step: fully connected layers whose weights are activations, one set for each image, with
 * a sigmoid after every layer but the last, which has one output.
 * Inputs, for widths w0 > w1 > ... > wL = 1:
 * - x [N,w0];
 * - matrices [N,...]: for each image the weights of all layers but the last, [w1,w0], [w2,w1] and so on, one after the
 *   other (a raw C,H,W reshape of the hypernetwork's maps, as the authors take it);
 * - vectors [N,V]: the biases of those layers, then the last layer's weights and its bias.
 * Output: [N,1].
 */
export interface TargetNet {
  readonly kind: 'targetnet';
  /** w0 to wL. */
  readonly widths: readonly number[];
}

/** Where layer l's weights begin among an image's matrices, and its bias among its vectors, for all but the last. */
export function targetLayers(widths: readonly number[]) {
  let matrix = 0;
  let bias = 0;
  return widths.slice(1, -1).map((outputs, l) => {
    const layer = { inputs: widths[l], outputs, matrix, bias };
    matrix += widths[l] * outputs;
    bias += outputs;
    return layer;
  });
}

/** Values that an image needs: in its matrices, and in its vectors. */
export function targetSizes(widths: readonly number[]): { readonly matrices: number; readonly vectors: number } {
  const layers = targetLayers(widths);
  return {
    matrices: layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0),
    vectors: layers.reduce((sum, { outputs }) => sum + outputs, 0) + widths[widths.length - 2] + 1,
  };
}

export const targetNetRules: OperatorRules<TargetNet> = {
  outputShape({ widths }, inputs) {
    checkInputCount('targetnet', inputs, 3);
    const [x, matrices, vectors] = inputs;
    if (widths.length < 3 || widths[widths.length - 1] !== 1) {
      throw graphError(`targetnet needs two layers or more and one output, found the widths ${widths.join(', ')}.`);
    }
    const batch = x[0];
    const sizes = targetSizes(widths);
    checkShape('targetnet', 'an input', x, [batch, widths[0]]);
    checkShape('targetnet', 'the vectors', vectors, [batch, sizes.vectors]);
    if (matrices[0] !== batch || elementCount(matrices) !== batch * sizes.matrices) {
      throw graphError(
        `targetnet needs ${sizes.matrices} weights for each of ${batch} images, found [${matrices.join(',')}].`,
      );
    }
    return [batch, 1];
  },

  cost({ widths }, inputs, output) {
    const perImage = widths.slice(1).reduce((sum, outputs, l) => sum + outputs * (2 * widths[l] + 1), 0);
    return { flops: inputs[0][0] * perImage, bytes: float32Bytes([...inputs, output]) };
  },

  async reference({ widths }, [x, matrices, vectors]) {
    const batch = x.shape[0];
    const sizes = targetSizes(widths);
    const part = (from: HostTensor, perImage: number, start: number, shape: Shape): HostTensor => {
      const length = elementCount(shape);
      const data = new Float64Array(batch * length);
      for (let n = 0; n < batch; n++) {
        data.set(from.data.subarray(n * perImage + start, n * perImage + start + length), n * length);
      }
      return { shape: [batch, ...shape], data };
    };
    const layerOf = (input: HostTensor, weight: HostTensor, bias: HostTensor, activation: 'sigmoid' | 'none') =>
      targetLinearRules.reference({ kind: 'targetlinear', activation }, [input, weight, bias]);

    let values = x;
    for (const { inputs, outputs, matrix, bias } of targetLayers(widths)) {
      const weight = part(matrices, sizes.matrices, matrix, [outputs, inputs]);
      values = (await layerOf(values, weight, part(vectors, sizes.vectors, bias, [outputs]), 'sigmoid')).output;
    }
    const inputs = widths[widths.length - 2];
    const weight = part(vectors, sizes.vectors, sizes.vectors - 1 - inputs, [1, inputs]);
    const last: ReferenceResult = await layerOf(
      values,
      weight,
      part(vectors, sizes.vectors, sizes.vectors - 1, [1]),
      'none',
    );
    return last;
  },
};
