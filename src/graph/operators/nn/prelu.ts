import { type Constant, elementCount, formatShape, type Value } from '../../tensor.ts';
import { elementwise, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/** Parametric ReLU: x where it is positive, slope * x elsewhere. Input: x [N,...]. Output: the same shape. */
export interface PRelu {
  readonly kind: 'prelu';
  /** [1] for all elements, [C] for each index of dimension 1, or the shape of x without its first dimension. */
  readonly slope: Constant;
}

export function prelu(net: Net<PRelu>, name: string, x: Value, slope: Constant): Value {
  return net.add(name, { kind: 'prelu', slope }, [x]);
}

/** PReLU with the same slope for all elements. */
export function leakyRelu(net: Net<PRelu>, name: string, x: Value, slope: number): Value {
  const values = Float32Array.of(slope);
  return prelu(net, name, x, { key: `slope ${slope}`, shape: [1], read: async () => values });
}

/** The number of consecutive elements that share a slope; after the last slope the first one follows again. */
export function sharedBy({ slope }: PRelu, x: readonly number[]): number {
  const count = elementCount(slope.shape);
  if (count === 1) return elementCount(x);
  return slope.shape.length === 1 ? elementCount(x.slice(2)) : 1;
}

export const preluRules: OperatorRules<PRelu> = {
  outputShape({ slope }, inputs) {
    checkInputCount('prelu', inputs, 1);
    const [x] = inputs;
    const fitting = [[1], x.slice(1, 2), x.slice(1)].map(formatShape);
    if (fitting.includes(formatShape(slope.shape))) return x;
    throw graphError(
      `prelu on ${formatShape(x)} needs a slope of shape ${fitting.join(' or ')}, found '${slope.key}' ` +
        `${formatShape(slope.shape)}.`,
    );
  },

  cost({ slope }, inputs, output) {
    return { flops: elementCount(output), bytes: float32Bytes([...inputs, output], [slope]) };
  },
};

export const preluReference: Reference<PRelu> = async (operator, [x]) => {
  const slopes = await operator.slope.read();
  const shared = sharedBy(operator, x.shape);
  return elementwise(x.shape, (i) => {
    const value = x.data[i];
    return value > 0 ? value : value * slopes[Math.floor(i / shared) % slopes.length];
  });
};
