/**
 * Support vector regression with radial basis functions, as in scikit-learn's SVR, on standardised features. Computed in the
 * graph, unlike BRISQUE's on the CPU: 26 rows of 4096 features times about 900 support vectors are 100 million multiply-adds.
 */
import type { GraphBuilder } from '../../graph/builder.ts';
import { add, batchNorm, constant, linear, multiply, reduce, subtract, unary } from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import { derived, multiplied, type WeightSource } from '../weight-source.ts';

/** Four fifths of the port's training photos, where the weights do not determine it. */
const usualSupportVectors = 929;

/** (x - mean) / scale of each feature, as scikit-learn's StandardScaler. @param x [N,K] */
export function addScaler(net: GraphBuilder, weights: WeightSource, x: Value): Value {
  const [, features] = x.shape as [number, number];
  const scale = weights.constant('scaler.scale', [features]);
  return batchNorm(net, 'scaler', x, {
    mean: weights.constant('scaler.mean', [features]),
    variance: derived(`${scale.key} squared`, [features], [scale], (values) => values.map((value) => value ** 2)),
    gamma: null,
    beta: null,
    epsilon: 0,
  });
}

/**
 * The sum over support vectors s of coefficient * exp(-gamma |x - s|²), plus the intercept.
 * @param x [N,K]
 * @returns [N,1]
 */
export function addRegression(net: GraphBuilder, weights: WeightSource, x: Value): Value {
  const [, features] = x.shape as [number, number];
  const count = weights.shapeOf('svr.dual_coef')?.[0] ?? usualSupportVectors;
  const vectors = weights.constant('svr.support_vectors', [count, features]);
  // -|x - s|² = 2xs - |s|² - |x|²: the products are a linear layer.
  const products = linear(net, 'svr.products', x, {
    weight: multiplied(vectors, 2),
    bias: derived(`${vectors.key} negative squares`, [count], [vectors], (values) => negativeSquares(values, count)),
  });
  const squares = reduce(net, 'svr.squares', multiply(net, 'svr.square', x, x), 'sum', [1], true);
  const nearness = subtract(net, 'svr.nearness', products, squares);
  const gamma = constant(net, 'svr.gamma', weights.constant('svr.gamma', [1]));
  const kernels = unary(net, 'svr.kernels', multiply(net, 'svr.exponents', nearness, gamma), 'exp');
  // Not a linear layer, whose weights float16 would round: the coefficients are large compared to their sum.
  const coefficients = constant(net, 'svr.coefficients', weights.constant('svr.dual_coef', [count]));
  const sum = reduce(net, 'svr.sum', multiply(net, 'svr.terms', kernels, coefficients), 'sum', [1], true);
  return add(net, 'svr', sum, constant(net, 'svr.intercept', weights.constant('svr.intercept', [1])));
}

/** -|s|² of each row. */
function negativeSquares(values: Float32Array, rows: number): Float32Array {
  const length = values.length / rows;
  return Float32Array.from({ length: rows }, (_, row) => {
    return -values.subarray(row * length, (row + 1) * length).reduce((sum, value) => sum + value ** 2, 0);
  });
}
