/** Folds batch normalisations into the products before them, which saves a pass over the activations for each. */
import type { Graph, Node } from '../graph.ts';
import { valuesOr } from '../operators/arithmetic.ts';
import type { BatchNorm } from '../operators/nn/batch-norm.ts';
import type { Conv2d } from '../operators/nn/conv2d.ts';
import type { Linear } from '../operators/nn/linear.ts';
import type { Constant } from '../tensor.ts';
import { endsInSum, mergeNodes } from './merge.ts';

/** gamma / sqrt(variance + epsilon) for each channel, in float64. */
async function multipliers(norm: BatchNorm, channels: number): Promise<Float64Array> {
  const variance = await norm.variance.read();
  const gamma = await valuesOr(norm.gamma, channels, 1);
  return Float64Array.from(gamma, (value, c) => value / Math.sqrt(variance[c] + norm.epsilon));
}

/** A product that computes `product` followed by `norm`: folded in float64, then rounded to float32 once. */
function fold<P extends Conv2d | Linear>(product: P, norm: BatchNorm): P {
  const channels = product.weight.shape[0];
  const parts = [norm.gamma, norm.beta, norm.mean, norm.variance].map((part) => part?.key ?? 'none');
  const suffix = `*batchnorm(${[...parts, norm.epsilon].join(',')})`;
  const weight: Constant = {
    key: `${product.weight.key}${suffix}`,
    shape: product.weight.shape,
    async read() {
      const values = await product.weight.read();
      const multiplier = await multipliers(norm, channels);
      const perChannel = values.length / channels;
      const folded = new Float32Array(values.length);
      for (let c = 0; c < channels; c++) {
        const end = (c + 1) * perChannel;
        for (let i = c * perChannel; i < end; i++) folded[i] = values[i] * multiplier[c];
      }
      return folded;
    },
  };
  const bias: Constant = {
    key: `${product.bias?.key ?? 'none'}${suffix}`,
    shape: [channels],
    async read() {
      const before = await valuesOr(product.bias, channels, 0);
      const multiplier = await multipliers(norm, channels);
      const mean = await norm.mean.read();
      const beta = await valuesOr(norm.beta, channels, 0);
      return before.map((value, c) => (value - mean[c]) * multiplier[c] + beta[c]);
    },
  };
  return { ...product, weight, bias, activation: norm.activation };
}

/** Whether each row of the weights makes one channel of the normalisation; a linear layer over tokens does not. */
function hasChannels(node: Node): node is Node & { readonly operator: Conv2d | Linear } {
  const { kind } = node.operator;
  return kind === 'conv2d' || (kind === 'linear' && node.output.shape.length === 2);
}

/**
 * Folds a batch normalisation into the convolution or linear layer before it: its multiplier into the weights, the rest into the
 * bias.
 */
export function foldBatchNorm(graph: Graph): Graph {
  return mergeNodes(graph, (node, producer) => {
    if (node.operator.kind !== 'batch-norm') return null;
    const before = producer(node.inputs[0]);
    if (before === null || !hasChannels(before) || !endsInSum(before.operator)) return null;
    // A residual is added to the product's result, so the normalisation would have to scale it as well.
    if (before.inputs.length > 1) return null;
    return {
      absorbed: before,
      node: { ...before, operator: fold(before.operator, node.operator), output: node.output },
    };
  });
}
