import { elementCount, formatShape, type Shape, type Value } from '../../tensor.ts';
import { checkInputCount, checkWhole, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/** The same row-major values under another shape with as many elements; no computation. */
export interface Reshape {
  readonly kind: 'reshape';
  readonly shape: Shape;
}

export function reshape(net: Net<Reshape>, name: string, x: Value, shape: Shape): Value {
  return net.add(name, { kind: 'reshape', shape }, [x]);
}

export const reshapeRules: OperatorRules<Reshape> = {
  outputShape({ shape }, inputs) {
    checkInputCount('reshape', inputs, 1);
    checkWhole('reshape', 'a shape', shape, 1);
    if (elementCount(shape) !== elementCount(inputs[0])) {
      throw graphError(`reshape to ${formatShape(shape)} needs as many elements, found ${formatShape(inputs[0])}.`);
    }
    return shape;
  },

  cost() {
    return { flops: 0, bytes: 0 };
  },
};

export const reshapeReference: Reference<Reshape> = async ({ shape }, [x]) => {
  return { output: { shape, data: x.data }, magnitude: null };
};
