/** Helpers that the operators' costs and references share. */
import { type Constant, elementCount, type Shape } from '../tensor.ts';
import type { HostTensor, ReferenceResult } from './operator.ts';

/** Bytes of float32 tensors, each read or written once; a null constant counts as 0. */
export function float32Bytes(shapes: readonly Shape[], constants: readonly (Constant | null)[] = []): number {
  const counts = [...shapes, ...constants.map((constant) => constant?.shape ?? [0])].map(elementCount);
  return 4 * counts.reduce((sum, count) => sum + count, 0);
}

/** The constant's values, or `count` copies of `value` where it is null. */
export async function valuesOr(constant: Constant | null, count: number, value: number): Promise<Float32Array> {
  return constant === null ? new Float32Array(count).fill(value) : constant.read();
}

/** A result whose elements each depend on their row-major index alone, without sums that lose digits. */
export function elementwise(shape: Shape, value: (index: number) => number): ReferenceResult {
  return {
    output: { shape, data: Float64Array.from({ length: elementCount(shape) }, (_, i) => value(i)) },
    magnitude: null,
  };
}

/** Allocates a result that is a sum, together with its magnitude. */
export function emptySum(shape: Shape): { readonly output: HostTensor; readonly magnitude: Float64Array } {
  const count = elementCount(shape);
  return { output: { shape, data: new Float64Array(count) }, magnitude: new Float64Array(count) };
}
