import type { Value } from '../../tensor.ts';
import { type Activation, activate } from '../activations.ts';
import { elementwise, float32Bytes } from '../arithmetic.ts';
import { checkInputCount } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/** An elementwise function. Input: x of any shape. Output: the same shape. */
export interface Unary {
  readonly kind: 'unary';
  readonly function: Exclude<Activation, 'none'>;
}

export function unary(net: Net<Unary>, name: string, x: Value, applied: Unary['function']): Value {
  return net.add(name, { kind: 'unary', function: applied }, [x]);
}

export function relu(net: Net<Unary>, name: string, x: Value): Value {
  return unary(net, name, x, 'relu');
}

export function sigmoid(net: Net<Unary>, name: string, x: Value): Value {
  return unary(net, name, x, 'sigmoid');
}

/** Functions that lose digits of x near 0, or where the result is a small fraction of x. */
const ofItsArgument: readonly Unary['function'][] = ['gelu', 'gelu-tanh', 'silu', 'hardswish'];

export const unaryRules: OperatorRules<Unary> = {
  outputShape(_operator, inputs) {
    checkInputCount('unary', inputs, 1);
    return inputs[0];
  },

  cost(_operator, inputs, output) {
    return { flops: 0, bytes: float32Bytes([...inputs, output]) };
  },
};

export const unaryReference: Reference<Unary> = async (operator, [x]) => {
  const { output } = elementwise(x.shape, (i) => activate(x.data[i], operator.function));
  return { output, magnitude: ofItsArgument.includes(operator.function) ? x.data.map(Math.abs) : null };
};
