/** Row-major strides, with which broadcasting, slices, permutations and reductions walk over tensors. */
import { elementCount, formatShape, type Shape } from '../tensor.ts';
import { graphError } from './checks.ts';

/** The row-major stride of each dimension, in elements. */
export function stridesOf(shape: Shape): number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
}

/** The shape that two shapes broadcast to, as in NumPy. @throws HyperIqaError GRAPH when they are incompatible. */
export function broadcastShape(kind: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const sizeOf = (shape: Shape, axis: number) => shape[axis - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) => {
    const [first, second] = [sizeOf(a, axis), sizeOf(b, axis)];
    if (first === second || second === 1) return first;
    if (first === 1) return second;
    throw graphError(`${kind} needs shapes that broadcast, found ${formatShape(a)} and ${formatShape(b)}.`);
  });
}

/** The strides of `shape` for each dimension of `to`, the shape it is broadcast to; 0 where it repeats. */
export function broadcastStrides(shape: Shape, to: Shape): number[] {
  const missing = to.length - shape.length;
  const strides = stridesOf(shape);
  return to.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : strides[axis - missing]));
}

/** The offset, in a tensor with these strides, of the element at a row-major index of `shape`. */
export function stridedOffset(index: number, shape: Shape, strides: readonly number[]): number {
  let rest = index;
  let offset = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    offset += (rest % shape[axis]) * strides[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return offset;
}
