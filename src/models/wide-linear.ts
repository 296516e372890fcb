/** A linear layer whose weights are larger than what every adapter binds at once. */
import type { GraphBuilder } from '../graph/builder.ts';
import { concat, linear } from '../graph/layers.ts';
import type { Activation } from '../graph/operators/activations.ts';
import type { Constant, Value } from '../graph/tensor.ts';
import { rows } from './weight-source.ts';

/** WebGPU promises bindings of 128 MiB; many adapters have no larger ones. */
const largestBinding = 2 ** 27;

export interface WideLinear {
  /** [outputs, inputs] */
  readonly weight: Constant;
  /** [outputs] */
  readonly bias: Constant;
  readonly activation: Activation;
}

/**
 * As `linear`, in parts of consecutive outputs of which none has more than `largest` bytes of weights.
 * @param x [N, inputs]
 * @returns [N, outputs]
 */
export function wideLinear(
  net: GraphBuilder,
  name: string,
  x: Value,
  { weight, bias, activation }: WideLinear,
  largest = largestBinding,
): Value {
  const [outputs, inputs] = weight.shape as [number, number];
  const count = Math.ceil((outputs * inputs * 4) / largest);
  if (count === 1) return linear(net, name, x, { weight, bias, activation });
  const size = Math.ceil(outputs / count);
  const parts = Array.from({ length: Math.ceil(outputs / size) }, (_, i) => {
    const [from, to] = [i * size, Math.min((i + 1) * size, outputs)];
    return linear(net, `${name}.part${i}`, x, {
      weight: rows(weight, from, to),
      bias: rows(bias, from, to),
      activation,
    });
  });
  return concat(net, name, parts, 1);
}
