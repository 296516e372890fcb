import { elementCount, type Value } from '../../tensor.ts';
import { type Activation, activate } from '../activations.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { checkInputCount } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';
import { broadcastShape, broadcastStrides, stridedOffset } from '../strides.ts';

/**
 * A function of two tensors: activation(f(a, b)). Inputs: a and b, whose shapes broadcast as in NumPy. Output: the broadcast
 * shape.
 */
export interface Binary {
  readonly kind: 'binary';
  readonly function: 'add' | 'subtract' | 'multiply' | 'divide';
  readonly activation: Activation;
}

export function binary(net: Net<Binary>, name: string, applied: Binary['function'], a: Value, b: Value): Value {
  return net.add(name, { kind: 'binary', function: applied, activation: 'none' }, [a, b]);
}

export function add(net: Net<Binary>, name: string, a: Value, b: Value): Value {
  return binary(net, name, 'add', a, b);
}

export function subtract(net: Net<Binary>, name: string, a: Value, b: Value): Value {
  return binary(net, name, 'subtract', a, b);
}

export function multiply(net: Net<Binary>, name: string, a: Value, b: Value): Value {
  return binary(net, name, 'multiply', a, b);
}

export function divide(net: Net<Binary>, name: string, a: Value, b: Value): Value {
  return binary(net, name, 'divide', a, b);
}

const functions: Readonly<Record<Binary['function'], (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
};

export const binaryRules: OperatorRules<Binary> = {
  outputShape(operator, inputs) {
    checkInputCount('binary', inputs, 2);
    return broadcastShape(`binary ${operator.function}`, inputs[0], inputs[1]);
  },

  cost(_operator, inputs, output) {
    return { flops: elementCount(output), bytes: float32Bytes([...inputs, output]) };
  },
};

export const binaryReference: Reference<Binary> = async (operator, [a, b]) => {
  const shape = binaryRules.outputShape(operator, [a.shape, b.shape]);
  const [aStrides, bStrides] = [broadcastStrides(a.shape, shape), broadcastStrides(b.shape, shape)];
  const { output, magnitude } = emptySum(shape);
  for (let i = 0; i < magnitude.length; i++) {
    const first = a.data[stridedOffset(i, shape, aStrides)];
    const second = b.data[stridedOffset(i, shape, bStrides)];
    const result = functions[operator.function](first, second);
    output.data[i] = activate(result, operator.activation);
    const sums = operator.function === 'add' || operator.function === 'subtract';
    magnitude[i] = sums ? Math.abs(first) + Math.abs(second) : Math.abs(result);
  }
  return { output, magnitude };
};
