/** Converts tensors of frameworks whose axes have another order, or which store weights differently. */
import { elementCount } from '../formats/element-count.ts';
import { bytesPerElement, type StoredTensor } from '../formats/tensor-file.ts';
import { bytesToFloat32 } from '../formats/to-float32.ts';
import type { TensorSpec } from '../models/layout.ts';
import type { Naming } from '../models/naming.ts';

/** A file's tensor with the model's order of axes, as the naming describes it; the values are read from the file. */
export function withModelAxes(stored: StoredTensor, { name, shape }: TensorSpec, naming: Naming): StoredTensor {
  const tensor = reordered(stored, naming.axesInFile?.(name));
  return naming.splitsAxes === true && splits(tensor.shape, shape) ? { ...tensor, shape } : tensor;
}

/** Whether the axes of `split`, merged in order, give those of `shape`. */
function splits(split: readonly number[], shape: readonly number[]): boolean {
  let axis = 0;
  for (const size of shape) {
    let product = 1;
    while (axis < split.length && (product < size || split[axis] === 1)) product *= split[axis++]!;
    if (product !== size) return false;
  }
  return axis === split.length;
}

/** The tensor as the model takes it, where the naming says that training stores it in another form. */
export function prepared(tensor: StoredTensor, { name, shape }: TensorSpec, naming: Naming): StoredTensor {
  const prepare = naming.prepared?.(name);
  if (prepare === undefined) return tensor;
  const read = async () => {
    const values = prepare(bytesToFloat32(await tensor.read(), tensor.dtype), shape);
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  };
  return { name: tensor.name, shape: tensor.shape, dtype: 'f32', read };
}

/**
 * Permutes a tensor's axes: axis i of the result is the file's axis `axes[i]`. A tensor with another number of axes is returned
 * unchanged, since it does not fit anyway, as is every tensor where no order is given.
 */
export function reordered(tensor: StoredTensor, axes: readonly number[] | undefined): StoredTensor {
  if (axes === undefined || axes.length !== tensor.shape.length) return tensor;
  const shape = axes.map((axis) => tensor.shape[axis]!);
  const strides = axes.map((axis) => elementCount(tensor.shape.slice(axis + 1))!);
  const moved = (from: Uint8Array, size: number): Uint8Array => {
    const to = new Uint8Array(from.length);
    const index = new Array<number>(shape.length).fill(0);
    let place = 0;
    for (let offset = 0; offset < to.length; offset += size) {
      for (let byte = 0; byte < size; byte++) to[offset + byte] = from[place * size + byte]!;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        place += strides[axis]!;
        index[axis]!++;
        if (index[axis]! < shape[axis]!) break;
        place -= strides[axis]! * shape[axis]!;
        index[axis] = 0;
      }
    }
    return to;
  };
  const read = async () => moved(await tensor.read(), bytesPerElement[tensor.dtype]);
  const { levels } = tensor;
  if (levels === undefined) return { ...tensor, shape, read };
  const readLevels = async () => moved(await levels.read(), 1);
  return { ...tensor, shape, read, levels: { read: readLevels, step: () => levels.step() } };
}
