/** The storages and tensors of a PyTorch checkpoint. Every length is checked against the bounds of what contains it. */
import { elementCount } from './element-count.ts';
import { PickleDict, PickleObject, PickleOpaque, PickleTuple, type PickleValue } from './pickle-values.ts';
import { bytesPerElement, type DType } from './tensor-file.ts';

/** A block of values that tensors are views of. */
export class Storage extends PickleObject {
  protected readonly kind = 'storage';
  constructor(
    /** Its name in the file. */
    readonly key: string,
    /** Python's name of its type. */
    readonly type: string,
    /** Undefined for unsupported types: complex, quantised and unknown ones. */
    readonly dtype: DType | undefined,
    /** Bytes per value; undefined for an unknown type. */
    readonly elementSize: number | undefined,
    /** The number of values in the whole block. */
    readonly length: number,
    /** The first value of the part that is referred to. */
    readonly first: number,
    readonly count: number,
  ) {
    super();
  }
}

export class TensorView extends PickleObject {
  protected readonly kind = 'tensor';
  constructor(
    readonly storage: Storage,
    readonly dtype: DType,
    /** In values, from the beginning of the storage's block. */
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {
    super();
  }
}

export function isCount(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Reinterprets the same bytes as another type. Undefined where they do not divide evenly. */
export function retyped(storage: Storage, dtype: DType): Storage | undefined {
  const { key, type, elementSize, length, first, count } = storage;
  const size = bytesPerElement[dtype];
  if (elementSize === undefined || (first * elementSize) % size !== 0) return undefined;
  const values = (count: number) => Math.floor((count * elementSize) / size);
  return new Storage(key, type, dtype, size, values(length), values(first), values(count));
}

/**
 * Converts the arguments (storage, offset, shape, strides, requires_grad, hooks, metadata) to a tensor; opaque where one of them
 * is, or where the type is not supported.
 */
export function viewOf(
  args: readonly (PickleValue | undefined)[],
  fail: (problem: string) => never,
): TensorView | PickleOpaque {
  const [storage, offset, size, stride, , , metadata] = args;
  const opaque = args.slice(0, 4).find((arg) => arg instanceof PickleOpaque);
  if (opaque instanceof PickleOpaque) return opaque;
  const shape = size instanceof PickleTuple ? size.items : undefined;
  const strides = stride instanceof PickleTuple ? stride.items : undefined;
  if (!(storage instanceof Storage) || !isCount(offset) || shape === undefined || strides === undefined) {
    return fail('a tensor is not built from a storage, an offset, a shape and strides');
  }
  if (!shape.every(isCount) || !strides.every(isCount) || shape.length !== strides.length) {
    return fail('the shape and strides of a tensor are not lists of counts of the same length');
  }
  if (storage.dtype === undefined) return new PickleOpaque(storage.type);
  if (metadata instanceof PickleDict && metadata.entries.size > 0) {
    return new PickleOpaque('a negated or conjugated tensor, to be saved with .clone()');
  }
  const count = elementCount(shape);
  if (count === undefined) return fail(`a tensor has the impossible shape [${shape}]`);
  const last = shape.reduce((sum, dim, axis) => sum + (dim - 1) * strides[axis]!, offset);
  if (count > 0 && !(last < storage.count)) {
    return fail(`a tensor of shape [${shape}], strides [${strides}] and offset ${offset} leaves its storage`);
  }
  return new TensorView(storage, storage.dtype, storage.first + offset, shape, strides);
}
