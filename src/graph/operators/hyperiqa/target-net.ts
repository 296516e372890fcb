import { elementCount, type Value } from '../../tensor.ts';
import { activate } from '../activations.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkShape, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * HyperIQA's whole target network in one step: fully connected layers whose weights are activations, one set for each image, with
 * a sigmoid after every layer but the last, which has one output. Inputs, for widths w0 > w1 > ... > wL = 1:
 * - x [N,w0];
 * - matrices [N,...]: for each image the weights of all layers but the last, [w1,w0], [w2,w1] and so on, concatenated (a
 *   reshape of the hypernetwork's maps [C,H,W], as in the authors' code);
 * - vectors [N,V]: the biases of those layers, then the last layer's weights and its bias. Output: [N,1].
 */
export interface TargetNet {
  readonly kind: 'target-net';
  /** w0 to wL, the number of inputs of each layer, and of the last one's outputs. */
  readonly widths: readonly number[];
}

/** @param widths the size of the target network's input, then of each layer's output; the last is 1 */
export function targetNet(
  net: Net<TargetNet>,
  name: string,
  x: Value,
  matrices: Value,
  vectors: Value,
  widths: readonly number[],
): Value {
  return net.add(name, { kind: 'target-net', widths }, [x, matrices, vectors]);
}

/** The offsets of layer l's weights in an image's matrices and of its bias in its vectors, for all layers but the last. */
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

/** The number of values that an image has in its matrices and in its vectors. */
export function targetSizes(widths: readonly number[]): { readonly matrices: number; readonly vectors: number } {
  const layers = targetLayers(widths);
  return {
    matrices: layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0),
    vectors: layers.reduce((sum, { outputs }) => sum + outputs, 0) + widths[widths.length - 2] + 1,
  };
}

export const targetNetRules: OperatorRules<TargetNet> = {
  outputShape({ widths }, inputs) {
    checkInputCount('target-net', inputs, 3);
    const [x, matrices, vectors] = inputs;
    if (widths.length < 3 || widths[widths.length - 1] !== 1) {
      throw graphError(`target-net needs two layers or more and one output, found the widths ${widths.join(', ')}.`);
    }
    const batch = x[0];
    const sizes = targetSizes(widths);
    checkShape('target-net', 'an input', x, [batch, widths[0]]);
    checkShape('target-net', 'the vectors', vectors, [batch, sizes.vectors]);
    if (matrices[0] !== batch || elementCount(matrices) !== batch * sizes.matrices) {
      throw graphError(
        `target-net needs ${sizes.matrices} weights for each of ${batch} images, found [${matrices.join(',')}].`,
      );
    }
    return [batch, 1];
  },

  cost({ widths }, inputs, output) {
    const perImage = widths.slice(1).reduce((sum, outputs, l) => sum + outputs * (2 * widths[l] + 1), 0);
    return { flops: inputs[0][0] * perImage, bytes: float32Bytes([...inputs, output]) };
  },
};

/** The sum of products, and the sum of their magnitudes. */
function dot(values: Float64Array, weights: Float64Array): { readonly sum: number; readonly size: number } {
  let sum = 0;
  let size = 0;
  for (const [i, value] of values.entries()) {
    sum += value * weights[i];
    size += Math.abs(value * weights[i]);
  }
  return { sum, size };
}

export const targetNetReference: Reference<TargetNet> = async ({ widths }, [x, matrices, vectors]) => {
  const batch = x.shape[0];
  const sizes = targetSizes(widths);
  const { output, magnitude } = emptySum([batch, 1]);
  const ofImage = (data: Float64Array, n: number) => data.subarray((n * data.length) / batch);
  for (let n = 0; n < batch; n++) {
    const weights = ofImage(matrices.data, n);
    const others = ofImage(vectors.data, n);
    let values = ofImage(x.data, n).slice(0, widths[0]);
    for (const { outputs, matrix, bias } of targetLayers(widths)) {
      const sums = Float64Array.from({ length: outputs }, (_, o) => {
        return dot(values, weights.subarray(matrix + o * values.length)).sum + others[bias + o];
      });
      values = sums.map((sum) => activate(sum, 'sigmoid'));
    }
    const last = dot(values, others.subarray(sizes.vectors - 1 - values.length));
    const bias = others[sizes.vectors - 1];
    output.data[n] = last.sum + bias;
    magnitude[n] = last.size + Math.abs(bias);
  }
  return { output, magnitude };
};
