/** Checks that the operators' shape inference shares. Messages start with the operator; the builder adds the node's name. */
import { HyperIqaError } from '../../errors.ts';
import { type Constant, formatShape, type Shape } from '../tensor.ts';

export function graphError(message: string): HyperIqaError {
  return new HyperIqaError('GRAPH', message);
}

export function checkInputCount(kind: string, inputs: readonly Shape[], least: number, most = least): void {
  if (inputs.length >= least && inputs.length <= most) return;
  const expected = least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
  throw graphError(`${kind} takes ${expected} inputs, found ${inputs.length}.`);
}

export function checkRank(kind: string, what: string, shape: Shape, rank: number): void {
  if (shape.length === rank) return;
  throw graphError(`${kind} needs ${what} of ${rank} dimensions, found ${formatShape(shape)}.`);
}

export function checkShape(kind: string, what: string, found: Shape, expected: Shape): void {
  if (found.length === expected.length && found.every((size, i) => size === expected[i])) return;
  throw graphError(`${kind} needs ${what} of shape ${formatShape(expected)}, found ${formatShape(found)}.`);
}

/** @throws HyperIqaError GRAPH unless the constant has the expected shape; null stands for a default and always fits. */
export function checkConstant(kind: string, what: string, constant: Constant | null, expected: Shape): void {
  if (constant !== null) checkShape(kind, `${what} '${constant.key}'`, constant.shape, expected);
}

export function checkWhole(kind: string, what: string, values: readonly number[], least: number): void {
  if (values.every((value) => Number.isSafeInteger(value) && value >= least)) return;
  throw graphError(`${kind} needs ${what} of whole numbers from ${least} up, found ${values.join(', ')}.`);
}

/** @throws HyperIqaError GRAPH unless `axis` is a dimension of the shape, counted from the front. */
export function checkAxis(kind: string, axis: number, shape: Shape): void {
  if (Number.isInteger(axis) && axis >= 0 && axis < shape.length) return;
  throw graphError(`${kind} along axis ${axis} needs an input with that axis, found ${formatShape(shape)}.`);
}
